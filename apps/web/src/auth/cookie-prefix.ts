/** In a file of its own, because the proxy looks for the cookie without loading the rest. */
export const appName = "claimcheck";

/**
 * What the name of a cookie begins with where `origin` is https: only that very host can set it, over https (RFC 6265bis
 * section 4.1.3.2). It requires Secure, the path `/` and no Domain. Empty for http, where browsers refuse such a name.
 */
export function hostPrefix(origin: string): "__Host-" | "" {
  return origin.startsWith("https:") ? "__Host-" : "";
}

/**
 * What the names of Better Auth's cookies begin with, for `origin` (BETTER_AUTH_URL). Browsers send a host's cookies to
 * all of its ports (RFC 6265 section 8.5), so a second copy on localhost has its port in the name: else signing in to one
 * would sign out of the other.
 */
export function cookiePrefix(origin: string): string {
  const { protocol, port } = new URL(origin);
  const copy = protocol === "http:" && port && port !== "3000" ? `-${port}` : "";
  return `${hostPrefix(origin)}${appName}${copy}`;
}
