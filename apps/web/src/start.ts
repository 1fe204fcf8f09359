import { SettingsError } from "@claimcheck/process/settings";
import { getIssuer } from "./auth/issuer.ts";
import { describeError } from "./auth/log.ts";

/**
 * Checks the settings and makes sure that there is a signing key which can be read, before any request is
 * served; then keeps the keys' rotation going and sends spans where somebody wants them. Ends the process with plain lines, not a stack trace, when
 * one of these fails.
 */
export async function start(): Promise<void> {
  try {
    const { config, keys } = getIssuer();
    // Loaded only when it is wanted: it is much code.
    const collector = config.OTEL_EXPORTER_OTLP_ENDPOINT;
    if (collector) (await import("@claimcheck/process/tracing")).startTracing("claimcheck-web", collector);
    await keys.step();
    await keys.assertReadable();
    const every = Math.min(60, config.KEY_ROTATION_LEAD / 4) * 1000;
    const step = () => keys.step().catch((error) => console.error(`keys: ${causeOf(error)}`));
    setInterval(step, every).unref();
  } catch (error) {
    const lines =
      error instanceof SettingsError
        ? error.lines
        : [`WEB_DATABASE_URL: the database isn't running or not migrated (${causeOf(error)}).`];
    for (const line of lines) console.error(line);
    process.exit(1);
  }
}

/** A failed query's own message is the statement; what went wrong is its cause. */
function causeOf(error: unknown): string {
  return describeError(error instanceof Error && error.cause ? error.cause : error);
}
