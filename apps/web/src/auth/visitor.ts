import "server-only";
import type { AccessTokenClaims } from "@claimcheck/contract/claims";
import { isAPIError } from "better-auth/api";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { signInPath } from "../lib/safe-next.ts";
import { assertSignedOut } from "./handle.ts";
import { getIssuer } from "./issuer.ts";

export type Visitor = { name: string; email: string; token: string };

/**
 * Who asks for this page, with an access token for the API; undefined when nobody is signed in. Once
 * for each request. A page can't set cookies, so looking doesn't prolong the session.
 */
export const getVisitor = cache(async (): Promise<Visitor | undefined> => {
  // First of all: it tells a build that this page is made for each request.
  const request = await headers();
  const { auth } = getIssuer();
  try {
    const { token } = await auth.api.getToken({
      headers: request,
      query: { disableRefresh: true },
    });
    const { name, email } = claimsOf(token);
    return { name, email, token };
  } catch (error) {
    if (!isAPIError(error) || error.statusCode !== 401) throw error;
    await assertSignedOut(auth, request);
    return undefined;
  }
});

/** The same, for pages that need somebody: sends everyone else to sign in and back to `path`. */
export async function requireVisitor(path: string): Promise<Visitor> {
  return (await getVisitor()) ?? redirect(signInPath(path));
}

/** Reads claims without a check: the token was made here a moment ago. */
function claimsOf(token: string): Pick<AccessTokenClaims, "name" | "email"> {
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url");
  return JSON.parse(payload.toString());
}
