import "server-only";
import { isAPIError } from "better-auth/api";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { signInPath } from "../lib/safe-next.ts";
import { assertSignedOut } from "./handle.ts";
import { getIssuer } from "./issuer.ts";
import { describeError, withoutValues } from "./log.ts";
import { type OwnAccount, readOwnAccount } from "./own-account.ts";

export type Visitor = { id: string; uuid: string; name: string; email: string; isAdmin: boolean; token: string };

/**
 * The request's headers with the cookies as they are by now: an action may have given the person a new session, and
 * the page that is drawn in the same answer has to see it.
 */
const visitorHeaders = cache(async (): Promise<Headers> => {
  const request = new Headers(await headers());
  request.set("cookie", (await cookies()).toString());
  return request;
});

/**
 * Who asks for this page, with an access token for the API; undefined when nobody is signed in. Once
 * for each request. A page can't set cookies, so looking doesn't prolong the session.
 */
export const getVisitor = cache(async (): Promise<Visitor | undefined> => {
  // First of all: it tells a build that this page is made for each request.
  const request = await visitorHeaders();
  const { auth } = getIssuer();
  const query = { disableRefresh: true };
  try {
    const session = await auth.api.getSession({ headers: request, query });
    if (!session) return undefined;
    const { token } = await auth.api.getToken({ headers: request, query });
    const { id, uuid, name, email, role } = session.user;
    if (!uuid) throw new Error("The account has no uuid");
    return { id, uuid, name, email, isAdmin: role === "admin", token };
  } catch (error) {
    // A disabled person's session gives no token; the sign-in page says why.
    if (isAPIError(error) && error.statusCode === 403) return undefined;
    if (!isAPIError(error) || error.statusCode !== 401) throw new Error(describeError(error));
    await withoutValues(assertSignedOut(auth, request));
    return undefined;
  }
});

/**
 * The same, for pages that need a visitor: sends everyone else to sign in and back to `path`. The proxy has sent those
 * without a session's cookie away before, so a session has ended here.
 */
export async function requireVisitor(path: string): Promise<Visitor> {
  return (await getVisitor()) ?? redirect(signInPath(path, { signedOut: true }));
}

/** What the person who asks for this page is shown of their account. */
export async function ownAccount(path: string): Promise<OwnAccount> {
  return (
    (await withoutValues(readOwnAccount(getIssuer(), await visitorHeaders()))) ??
    redirect(signInPath(path, { signedOut: true }))
  );
}
