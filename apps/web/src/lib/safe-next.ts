import type { Route } from "next";
import { localPath } from "./local-path.ts";

const home: Route = "/tasks";

/** Where to go after signing in: the path on this site that was asked for, and the tasks page for everything else. */
export function safeNext(wanted: unknown): Route {
  return (localPath(wanted) ?? home) as Route;
}

/** The sign-in page that leads back to a path. `signedOut`: it says that the session here has ended. */
export function signInPath(next: string, { signedOut = false } = {}): Route {
  return `/sign-in?next=${encodeURIComponent(next)}${signedOut ? "&done=session" : ""}` as Route;
}
