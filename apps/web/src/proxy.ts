import { getSessionCookie } from "better-auth/cookies";
import { type NextRequest, NextResponse } from "next/server";
import { cookiePrefix } from "./auth/cookie-prefix.ts";
import { signInPath } from "./lib/safe-next.ts";

/** Sends people without a session cookie to sign in. It's a shortcut only: pages check the session itself. */
export function proxy(request: NextRequest): NextResponse {
  if (getSessionCookie(request, { cookiePrefix })) return NextResponse.next();
  const { pathname, search } = request.nextUrl;
  return NextResponse.redirect(new URL(signInPath(pathname + search), request.url));
}

export const config = { matcher: ["/tasks/:path*", "/token", "/admin"] };
