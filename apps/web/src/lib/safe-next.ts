import type { Route } from "next";

const home: Route = "/tasks";

/**
 * Where to go after signing in. Takes what the address asked for; gives a path on this site, and the
 * tasks page for everything else (another origin, `//host`, `/\host`, `javascript:`).
 */
export function safeNext(wanted: unknown): Route {
  if (typeof wanted !== "string" || !wanted.startsWith("/")) return home;
  const here = "https://here.invalid";
  if (!URL.canParse(wanted, here)) return home;
  const { origin, pathname, search } = new URL(wanted, here);
  return origin === here && !pathname.startsWith("//") ? (`${pathname}${search}` as Route) : home;
}

/** The sign-in page that leads back to a path. */
export function signInPath(next: string): Route {
  return `/sign-in?next=${encodeURIComponent(next)}`;
}
