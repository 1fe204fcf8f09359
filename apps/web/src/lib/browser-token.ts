import { signInPath } from "./safe-next.ts";

/**
 * Asks for an access token with the session cookie. Leads to the sign-in page when there is no session
 * any more. Throws when no token came.
 */
export async function fetchToken(): Promise<string> {
  const response = await fetch("/api/auth/token", { cache: "no-store" });
  if (response.status === 401) leaveToSignIn();
  if (!response.ok) throw new Error("No access token was given");
  const { token } = (await response.json()) as { token: string };
  return token;
}

/** Leaves for the sign-in page, which leads back here. */
export function leaveToSignIn(): void {
  window.location.assign(signInPath(window.location.pathname + window.location.search));
}
