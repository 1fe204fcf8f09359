import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { MightyRoleError } from "@claimcheck/database/bound-role";
import { SettingsError } from "@claimcheck/process/settings";
import { stampPeerAddress } from "./auth/caller-ip.ts";
import { getIssuer } from "./auth/issuer.ts";
import { describeError } from "./auth/log.ts";

/** On every answer. A page's own policy, with its nonce, replaces this one: see proxy.ts. */
const securityHeaders = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};
const twoYears = 2 * 365 * 24 * 60 * 60;
/**
 * Milliseconds. An idle connection is kept longer than proxies keep theirs (60 s is usual), so that none sends a request
 * on a connection that is being closed. A request's headers and body have to arrive in time.
 */
const timeouts = { keepAliveTimeout: 75_000, headersTimeout: 15_000, requestTimeout: 30_000 };

/**
 * Checks the settings and makes sure that there is a signing key which can be read, before any request is
 * served; then keeps the keys' rotation going and sends spans where somebody wants them. Ends the process with plain
 * lines, not a stack trace, when one of these fails.
 */
export async function start(): Promise<void> {
  try {
    const { config, keys } = getIssuer();
    prepareEveryRequest(config.BETTER_AUTH_URL.startsWith("https:"));
    if (config.TRUSTED_IP_HEADER) stampPeerAddress();
    // Loaded only when it is wanted: it is much code.
    const collector = config.OTEL_EXPORTER_OTLP_ENDPOINT;
    if (collector) (await import("@claimcheck/process/tracing")).startTracing("claimcheck-web", collector);
    await keys.step();
    await keys.assertReadable();
    const every = Math.min(60, config.KEY_ROTATION_LEAD / 4) * 1000;
    const step = () => keys.step().catch((error) => console.error(`keys: ${describeError(causeOf(error))}`));
    setInterval(step, every).unref();
  } catch (error) {
    const lines = error instanceof SettingsError ? error.lines : [databaseLine(causeOf(error))];
    for (const line of lines) console.error(line);
    process.exit(1);
  }
}

/**
 * Sees each request of this process before Next does, however the process was started: no other code of ours sees built
 * files, Next's own redirects and refusals, or the server's timeouts.
 */
function prepareEveryRequest(isHttps: boolean): void {
  const headers = Object.entries({
    ...securityHeaders,
    ...(isHttps && { "strict-transport-security": `max-age=${twoYears}` }),
  });
  subscribe("http.server.request.start", (message) => {
    const { request, response, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      server: Server;
    };
    Object.assign(server, timeouts);
    for (const [name, value] of headers) response.setHeader(name, value);
    // Next would redirect a target in absolute form (RFC 9112 section 3.2.2) to itself.
    request.url = request.url?.replace(/^https?:\/\/[^/?]*\/?/i, "/");
    // Next answers these with a 500: it can't make a URL of `*`, nor a Request of TRACE. proxy.ts answers 405.
    if (request.url === "*") request.url = "/";
    if (request.method === "TRACE" || request.method === "CONNECT") request.method = "OPTIONS";
  });
}

function databaseLine(cause: unknown): string {
  if (cause instanceof MightyRoleError) return cause.line("WEB_DATABASE_URL");
  return `WEB_DATABASE_URL: the database isn't running or not migrated (${describeError(cause)}).`;
}

/** A failed query's own message is the statement; what went wrong is its cause. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause ? error.cause : error;
}
