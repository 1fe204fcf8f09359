import { once } from "node:events";
import { setTimeout as after } from "node:timers/promises";
import { eventsChannel } from "@claimcheck/contract/events";
import { createAsUser } from "@claimcheck/database/as-user";
import { assertBoundRole, MightyRoleError } from "@claimcheck/database/bound-role";
import { listen } from "@claimcheck/database/listen";
import { createPool } from "@claimcheck/database/pool";
import { SettingsError } from "@claimcheck/process/settings";
import { createTokenVerifier } from "@claimcheck/token-verifier/verifier";
import { buildApp } from "./app.ts";
import { type ApiConfig, readConfig, verifierOptions } from "./config.ts";
import { createEventHub } from "./events/hub.ts";
import { createMetrics, serveMetrics } from "./metrics.ts";
import { currentRequestId } from "./request-id.ts";

const stopLimitMs = 10_000;

/** Looks at the role of each new connection, also where the database came late or the role was changed since. */
function endUnlessBound(setting: string) {
  return (client: Parameters<typeof assertBoundRole>[0]) =>
    assertBoundRole(client).catch((error: unknown) => {
      if (!(error instanceof MightyRoleError)) throw error;
      console.error(error.line(setting));
      process.exit(1);
    });
}

/** Starts the API. Throws SettingsError when its port is taken. */
async function serve(config: ApiConfig): Promise<void> {
  const metrics = createMetrics();
  const url = config.API_DATABASE_URL;
  const pool = createPool({ url, applicationName: "claimcheck-api", onConnect: endUnlessBound("API_DATABASE_URL") });
  metrics.watch("pg_pool_connections", "Connections to Postgres", () => pool.totalCount);
  metrics.watch("pg_pool_idle", "Connections to Postgres that nothing uses", () => pool.idleCount);
  metrics.watch("pg_pool_waiting", "Requests that wait for a connection", () => pool.waitingCount);
  const hub = createEventHub();
  metrics.watch("event_streams", "Open streams of events", () => hub.streams);
  // Loaded only when it is wanted: it is much code.
  const collector = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  const tracing = collector ? (await import("./tracing.ts")).startTracing(collector) : undefined;
  const asUser = createAsUser(pool, { requestId: currentRequestId, named: config.API_NAMED_STATEMENTS });
  const verifier = createTokenVerifier({
    ...verifierOptions(config),
    onEvent: ({ type, ...facts }) => {
      app.log[type === "keys_fetched" ? "info" : "warn"](facts, type);
      metrics.keyEvent(type);
    },
  });
  const app = buildApp({
    config,
    verifier,
    asUser: tracing?.traced(asUser) ?? asUser,
    hub,
    metrics,
    ...(tracing && { tracing: tracing.plugin }),
    pingDatabase: () => pool.query("select 1"),
  });
  const listener = listen({
    url: config.API_EVENTS_DATABASE_URL ?? url,
    onConnect: endUnlessBound(config.API_EVENTS_DATABASE_URL ? "API_EVENTS_DATABASE_URL" : "API_DATABASE_URL"),
    channel: eventsChannel,
    onMessage: hub.receive,
    onReady: hub.resync,
    onLost: (err) => app.log.warn({ err }, "events_lost"),
  });
  const metricsServer = config.API_METRICS_PORT ? serveMetrics(metrics) : undefined;
  app.addHook("onClose", async () => {
    verifier.close();
    metricsServer?.close();
    await listener.stop();
    await pool.end();
    await tracing?.stop();
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, async () => {
      app.drain();
      await after((config.API_DRAIN_DELAY ?? 0) * 1000);
      setTimeout(() => process.exit(1), stopLimitMs).unref();
      void app.close();
    });
  }
  process.on("uncaughtException", (error) => {
    app.log.fatal({ err: error }, "unexpected, ending");
    process.exit(1);
  });

  // Its role is looked at before anybody is answered, unless the database is late: then it is at the first connection.
  await pool.query("select").catch((err: unknown) => app.log.warn({ err }, "database_unreachable"));
  // Not awaited: the issuer may start after us; until its keys were read, /readyz says no.
  void verifier.warm();
  try {
    if (metricsServer) {
      metricsServer.listen(config.API_METRICS_PORT, config.API_HOST);
      await once(metricsServer, "listening");
    }
    await app.listen({ host: config.API_HOST, port: config.API_PORT });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    const name = metricsServer && !metricsServer.listening ? "API_METRICS_PORT" : "API_PORT";
    throw new SettingsError([
      `${name} (${config[name]}) is in use by another process: stop that one, or set ${name} to a free port.`,
    ]);
  }
}

try {
  await serve(readConfig(process.env));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  for (const line of error.lines) console.error(line);
  process.exit(1);
}
