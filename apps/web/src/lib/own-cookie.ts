import "server-only";
import { hostPrefix } from "@/auth/cookie-prefix.ts";
import { getIssuer } from "@/auth/issuer.ts";

/**
 * A cookie of the pages' own, under its full name: no script can read it, and no other site can have it sent. Behind
 * https only this host may set it or take it away (`__Host-`, RFC 6265bis 4.1.3.2).
 */
export function ownCookie(name: string) {
  const { BETTER_AUTH_URL } = getIssuer().config;
  const prefix = hostPrefix(BETTER_AUTH_URL);
  return { name: `${prefix}${name}`, httpOnly: true, sameSite: "lax", secure: prefix !== "", path: "/" } as const;
}
