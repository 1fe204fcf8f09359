/** No pages to end on: they do something, begin another sign-in, say that an account is gone, or are files. */
const notPages = /^\/(?:api|sign-in|goodbye|account\/download)(?:\/|$)|\.[^/]*$/;

/**
 * The page on this site that somebody asked for; undefined for everything else (another origin, `//host`, `/\host`,
 * `javascript:`, what isn't a page).
 */
export function localPath(wanted: unknown): string | undefined {
  if (typeof wanted !== "string" || !wanted.startsWith("/")) return undefined;
  const here = "https://here.invalid";
  if (!URL.canParse(wanted, here)) return undefined;
  const { origin, pathname, search } = new URL(wanted, here);
  // A slash that hides in a path is one to some who read it, and none to others.
  if (origin !== here || pathname.startsWith("//") || /%(?:2f|5c)/i.test(pathname)) return undefined;
  return notPages.test(unescaped(pathname)) ? undefined : `${pathname}${search}`;
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
