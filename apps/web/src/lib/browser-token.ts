"use client";

import { ApiError, retryAfterOf } from "@claimcheck/client/api-error";
import { signInPath } from "./safe-next.ts";

/** The issuer's answer to the session cookie. */
export function askForToken(): Promise<Response> {
  return fetch("/api/auth/token", { cache: "no-store" }).catch(() => {
    throw new ApiError({ status: 0, code: "unreachable", detail: "The web app can't be reached" });
  });
}

type Wait = () => Promise<Response> | undefined;
let wait: Wait | undefined;

/** What to wait for where the session is over, for as long as leaving the page would lose something. */
export function waitWhenSignedOut(next: Wait | undefined): void {
  wait = next;
}

/**
 * Asks for an access token with the session cookie. Leads to the sign-in page when there is no session
 * any more, and nothing to wait for. Throws when no token came.
 */
export async function fetchToken(): Promise<string> {
  let response = await askForToken();
  if (response.status === 401 && !ending) response = (await wait?.()) ?? response;
  if (response.status === 401) leaveToSignIn();
  if (response.status === 403) {
    throw new ApiError({ status: 403, code: "account_disabled", detail: "the account is disabled" });
  }
  if (!response.ok) {
    const retryAfter = retryAfterOf(response);
    throw new ApiError({ status: 503, code: "unavailable", detail: "No access token was given", retryAfter });
  }
  const { token } = (await response.json()) as { token: string };
  return token;
}

let ending: string | undefined;

/** Whose session (their uuid) ends by what they do right now, which leads somewhere itself; undefined when none does. */
export function sessionIsEnding(uuid: string | undefined): void {
  ending = uuid;
}

export function whoseSessionEnds(): string | undefined {
  return ending;
}

/** Leaves for the sign-in page, which says that the session has ended, and leads back here. */
export function leaveToSignIn(): void {
  if (ending) return;
  window.location.assign(signInPath(window.location.pathname + window.location.search, { signedOut: true }));
}
