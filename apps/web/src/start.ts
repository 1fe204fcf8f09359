import { subscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";
import { MightyRoleError } from "@claimcheck/database/bound-role";
import { SettingsError } from "@claimcheck/process/settings";
import { stampPeerAddress } from "./auth/caller-ip.ts";
import { getIssuer } from "./auth/issuer.ts";
import { describeError } from "./auth/log.ts";

const twoYears = 2 * 365 * 24 * 60 * 60;

/**
 * Checks the settings and makes sure that there is a signing key which can be read, before any request is
 * served; then keeps the keys' rotation going and sends spans where somebody wants them. Ends the process with plain
 * lines, not a stack trace, when one of these fails.
 */
export async function start(): Promise<void> {
  try {
    const { config, keys } = getIssuer();
    if (config.BETTER_AUTH_URL.startsWith("https:")) demandHttps();
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
 * On every answer of this process, whoever in it gives it: no code of ours sees built files and Next's own refusals, and
 * what `next.config.ts` says is fixed when it's built, before anybody knows where the image will run.
 */
function demandHttps(): void {
  subscribe("http.server.request.start", (message) => {
    const { response } = message as { response: ServerResponse };
    response.setHeader("strict-transport-security", `max-age=${twoYears}`);
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
