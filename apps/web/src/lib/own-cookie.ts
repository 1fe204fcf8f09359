import "server-only";
import { getIssuer } from "@/auth/issuer.ts";

/**
 * A cookie of the pages' own, under its full name: no script can read it, and no other site can have it sent. Behind
 * https only https may set it or take it away (`__Secure-`, RFC 6265bis 4.1.3.1).
 */
export function ownCookie(name: string) {
  const secure = getIssuer().config.BETTER_AUTH_URL.startsWith("https:");
  return { name: `${secure ? "__Secure-" : ""}${name}`, httpOnly: true, sameSite: "lax", secure, path: "/" } as const;
}
