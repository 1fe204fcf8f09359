/**
 * What a page may load and run: scripts that carry the nonce of this one response, what those load, our own styles,
 * pictures and fonts, and what scripts fetch from us and from the API. `secure` when the site is served over https; `development` lets Next's dev server do its work.
 */
export function contentSecurityPolicy(
  nonce: string,
  apiOrigin: string,
  { secure, development }: { secure: boolean; development: boolean },
): string {
  const directives: Record<string, readonly string[]> = {
    "default-src": ["'none'"],
    "script-src": [`'nonce-${nonce}'`, "'strict-dynamic'", ...(development ? ["'unsafe-eval'"] : [])],
    // A nonce would switch 'unsafe-inline' off, which the dev server's overlay needs.
    "style-src": ["'self'", development ? "'unsafe-inline'" : `'nonce-${nonce}'`],
    "img-src": ["'self'", ...(development ? ["data:"] : [])],
    "font-src": ["'self'"],
    "connect-src": ["'self'", apiOrigin],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    ...(secure && { "upgrade-insecure-requests": [] }),
  };
  return Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(" "))
    .join("; ");
}
