import { getSessionCookie } from "better-auth/cookies";
import { type NextRequest, NextResponse } from "next/server";
import { cookiePrefix } from "./auth/cookie-prefix.ts";
import { readConfig } from "./config.ts";
import { contentSecurityPolicy } from "./lib/content-security-policy.ts";
import { localPath } from "./lib/local-path.ts";
import { signInPath } from "./lib/safe-next.ts";

const methods = ["GET", "HEAD", "POST"];
const forSignedIn = /^\/(tasks|insights|account|token|admin)(\/|$)/;

let settings: ReturnType<typeof readOnce> | undefined;

/** Read at run time, not when this was built: one image serves every environment. */
function readOnce() {
  const { BETTER_AUTH_URL, API_URL } = readConfig(process.env);
  const { origin, host } = new URL(BETTER_AUTH_URL);
  return { secure: origin.startsWith("https:"), origin, host, apiOrigin: new URL(API_URL).origin };
}

/**
 * Gives every page a policy with a nonce of its own: Next finds it in the request's headers and puts it on its scripts.
 * People without a session cookie are sent to sign in, as a shortcut only: pages check the session themselves.
 */
export function proxy(request: NextRequest): NextResponse {
  settings ??= readOnce();
  const { secure, apiOrigin } = settings;
  const refusal = refuse(request, settings.origin);
  if (refusal) return refusal;
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce, apiOrigin, {
    secure,
    development: process.env.NODE_ENV === "development",
  });
  const response = answer(request, policy, settings);
  response.headers.set("content-security-policy", policy);
  // Next answers a script that was sent here by a redirect of its own, to an address with `_rsc` in it: one that Back
  // would find in the browser's cache, and show.
  if (request.nextUrl.pathname === "/sign-in") response.headers.set("cache-control", "no-store");
  return response;
}

/** Answers what no page takes: another method, a form of another origin, Next's inner pages. Undefined for the rest. */
function refuse({ method, headers, nextUrl }: NextRequest, origin: string): NextResponse | undefined {
  const text = { "cache-control": "no-store", "content-type": "text/plain; charset=utf-8" };
  if (!methods.includes(method)) {
    return new NextResponse("Method not allowed\n", { status: 405, headers: { ...text, allow: methods.join(", ") } });
  }
  const sender = headers.get("origin");
  if (method === "POST" && sender !== null && sender !== origin) {
    return new NextResponse(`This form was sent from another address. Open ${origin} and send it again.\n`, {
      status: 403,
      headers: text,
    });
  }
  // Next answers a form that it can't read with a 500.
  const type = headers.get("content-type") ?? "";
  if (
    method === "POST" &&
    /^multipart\//i.test(type) &&
    (!/boundary=/i.test(type) || headers.get("content-length") === "0")
  )
    return new NextResponse("The form must have a boundary and a body\n", { status: 400, headers: text });
  // Next prerenders these, and would let caches keep one of them for a year.
  if (["/_global-error", "/_not-found"].includes(nextUrl.pathname))
    return new NextResponse("Not found\n", { status: 404, headers: text });
  return undefined;
}

function answer(request: NextRequest, policy: string, site: { origin: string; host: string }): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (forSignedIn.test(pathname) && !getSessionCookie(request, { cookiePrefix: cookiePrefix(site.origin) })) {
    // Of those the account page has files, which are nothing to come back to.
    const next = localPath(pathname + search) ?? "/account";
    return NextResponse.redirect(new URL(signInPath(next), request.url));
  }
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  // Next compares it with a form's Origin. The public origin is known, whatever a proxy in between writes here.
  headers.set("x-forwarded-host", site.host);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: ["/((?!api/|_next/static/).*)"] };
