import { ApiError } from "@claimcheck/client/api-error";
import { signInPath } from "./safe-next.ts";

/**
 * Asks for an access token with the session cookie. Leads to the sign-in page when there is no session
 * any more. Throws when no token came.
 */
export async function fetchToken(): Promise<string> {
  const response = await fetch("/api/auth/token", { cache: "no-store" }).catch(() => {
    throw new ApiError({ status: 0, code: "unreachable", detail: "The web app can't be reached" });
  });
  if (response.status === 401) leaveToSignIn();
  if (response.status === 403) {
    throw new ApiError({ status: 403, code: "account_disabled", detail: "the account is disabled" });
  }
  if (!response.ok) throw new ApiError({ status: 503, code: "unavailable", detail: "No access token was given" });
  const { token } = (await response.json()) as { token: string };
  return token;
}

let ending = false;

/** Whether the session ends by what the person does right now, which leads somewhere itself. */
export function sessionIsEnding(now: boolean): void {
  ending = now;
}

/** Leaves for the sign-in page, which leads back here. */
export function leaveToSignIn(): void {
  if (ending) return;
  window.location.assign(signInPath(window.location.pathname + window.location.search));
}
