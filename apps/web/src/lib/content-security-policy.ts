/** Where a page of ours may reach beyond its own origin. */
export type Outside = {
  /** Fetched from by scripts: the API. */
  connect: readonly string[];
  /** Where sending a form may end: browsers hold redirects to it as well. */
  forms: readonly string[];
};

/**
 * What a page may load and run: scripts that carry the nonce of this one response, what those load, and our own styles,
 * pictures and fonts. `secure` when the site is served over https; `development` lets Next's dev server do its work.
 */
export function contentSecurityPolicy(
  nonce: string,
  { connect, forms }: Outside,
  { secure, development }: { secure: boolean; development: boolean },
): string {
  const directives: Record<string, readonly string[]> = {
    "default-src": ["'none'"],
    "script-src": [`'nonce-${nonce}'`, "'strict-dynamic'", ...(development ? ["'unsafe-eval'"] : [])],
    // A nonce would switch 'unsafe-inline' off, which the dev server's overlay needs.
    "style-src": ["'self'", development ? "'unsafe-inline'" : `'nonce-${nonce}'`],
    "img-src": ["'self'", ...(development ? ["data:"] : [])],
    "font-src": ["'self'"],
    "connect-src": ["'self'", ...connect],
    "manifest-src": ["'self'"],
    "form-action": ["'self'", ...forms],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    ...(secure && { "upgrade-insecure-requests": [] }),
  };
  return Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(" "))
    .join("; ");
}
