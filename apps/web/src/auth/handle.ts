import { setTimeout as delay } from "node:timers/promises";
import type { ReadAddress } from "@claimcheck/process/caller-address";
import type { WebConfig } from "../config.ts";
import type { Outbox } from "../mail/outbox.ts";
import { reducedAnswer } from "./answers.ts";
import { withCallerIp } from "./caller-ip.ts";
import type { Auth } from "./create-auth.ts";
import type { AuthDatabase } from "./database.ts";
import { inputFault } from "./input-fault.ts";
import { jwksResponse } from "./jwks-response.ts";
import type { KeyRing } from "./key-ring.ts";
import { describeError } from "./log.ts";
import { offeredProviders } from "./providers.ts";
import { GrantError, type Grants, readGrant } from "./token-grant.ts";

/** Better Auth has many more paths; what we don't use isn't there. */
export const openPaths = new Set([
  "POST /sign-up/email",
  "POST /sign-in/email",
  "POST /sign-out",
  "GET /get-session",
  "GET /token",
  "POST /send-verification-email",
  "POST /verify-email",
  "POST /request-password-reset",
  "POST /reset-password",
  "POST /update-user",
  "POST /change-email",
  "POST /resend-change-email",
  "POST /change-password",
  "POST /revoke-session",
  "POST /revoke-other-sessions",
  "POST /delete-user",
  "POST /unlink-account",
  "GET /passkey/generate-register-options",
  "POST /passkey/verify-registration",
  "GET /passkey/generate-authenticate-options",
  "POST /passkey/verify-authentication",
  "POST /passkey/update-passkey",
  "POST /passkey/delete-passkey",
  "GET /admin/list-users",
  "POST /admin/ban-user",
  "POST /admin/unban-user",
  "POST /admin/revoke-user-sessions",
]);

/** There when a provider is offered. */
const providerPaths = new Set([
  "POST /sign-in/social",
  "POST /link-social",
  "GET /callback/github",
  "GET /callback/google",
]);

/** Milliseconds that an answer takes at least, where it would come sooner for an address without an account. */
const atLeast: Readonly<Record<string, number>> = { "/request-password-reset": 300 };

/** No form of ours comes near; Better Auth would read whatever is sent. */
const maxBody = 16 * 1024;

export type Issuer = {
  config: WebConfig;
  auth: Auth;
  db: AuthDatabase;
  grants: Grants;
  keys: KeyRing;
  outbox: Outbox;
  /** The header in which our own proxy writes the caller's address, where there is one. */
  trustedIp: { header: string; read: ReadAddress } | undefined;
};

/**
 * Answers a request to /api/auth/*; the pages' own actions pass through here as well, so that the
 * origin checks and limits hold for them. Never throws; a failure inside is a 503.
 */
export async function handleAuth(issuer: Issuer, request: Request): Promise<Response> {
  const { config, auth, grants, trustedIp } = issuer;
  const { pathname, searchParams } = new URL(request.url);
  const path = pathname.replace(/^\/api\/auth/, "");
  try {
    if (path === "/jwks") return await jwksResponse(issuer, request);
    if (!isOpen(config, `${request.method} ${path}`)) return answer(404, "NOT_FOUND", "There is nothing here");
    const headers = withCallerIp(request.headers, trustedIp);
    const body = await readBody(request);
    if (body === undefined) return answer(413, "PAYLOAD_TOO_LARGE", "The body is too large");
    const fault = inputFault(request, body);
    if (fault) return answer(400, "INVALID_INPUT", fault);
    const grant = path === "/token" ? readGrant(searchParams, config) : {};
    const { url, method } = request;
    const [response] = await Promise.all([
      grants.run(grant, () => auth.handler(new Request(url, { method, headers, body }))),
      delay(atLeast[path] ?? 0),
    ]);
    if (path === "/token" && response.status === 401) await assertSignedOut(auth, headers);
    response.headers.set("cache-control", "no-store");
    return await reducedAnswer(path, request, response);
  } catch (error) {
    if (error instanceof GrantError) return answer(400, error.code, error.message);
    console.error(`auth error ${path} failed: ${describeError(error)}`);
    // A browser is on its way back from a provider, and shows whatever it gets.
    if (path.startsWith("/callback/")) return Response.redirect(`${config.BETTER_AUTH_URL}/sign-in?error=unavailable`);
    return answer(503, "UNAVAILABLE", "Not available right now");
  }
}

function isOpen(config: WebConfig, endpoint: string): boolean {
  return openPaths.has(endpoint) || (providerPaths.has(endpoint) && offeredProviders(config).length > 0);
}

/** The whole body, null if there is none, undefined if it is over the limit. */
async function readBody(request: Request): Promise<Buffer<ArrayBuffer> | null | undefined> {
  if (!request.body) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Better Auth answers 401 also when it can't read the session. Throws then, so that nobody is sent to
 * sign in because the database was away for a moment.
 */
export async function assertSignedOut(auth: Auth, headers: Headers): Promise<void> {
  await auth.api.getSession({ headers, query: { disableRefresh: true } });
}

function answer(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status, headers: { "cache-control": "no-store" } });
}
