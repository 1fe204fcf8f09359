/**
 * The path on this site that somebody asked for; undefined for everything else (another origin, `//host`, `/\host`,
 * `javascript:`).
 */
export function localPath(wanted: unknown): string | undefined {
  if (typeof wanted !== "string" || !wanted.startsWith("/")) return undefined;
  const here = "https://here.invalid";
  if (!URL.canParse(wanted, here)) return undefined;
  const { origin, pathname, search } = new URL(wanted, here);
  return origin === here && !pathname.startsWith("//") ? `${pathname}${search}` : undefined;
}
