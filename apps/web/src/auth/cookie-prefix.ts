/** In a file of its own, because the proxy looks for the cookie without loading the rest. */
export const appName = "claimcheck";

/**
 * What the name of a cookie begins with where `origin` is https: only that very host can set it, over https (RFC 6265bis
 * section 4.1.3.2). It requires Secure, the path `/` and no Domain. Empty for http, where browsers refuse such a name.
 */
export function hostPrefix(origin: string): "__Host-" | "" {
  return origin.startsWith("https:") ? "__Host-" : "";
}

/** What the names of Better Auth's cookies begin with, for `origin` (BETTER_AUTH_URL). */
export function cookiePrefix(origin: string): string {
  return `${hostPrefix(origin)}${appName}`;
}
