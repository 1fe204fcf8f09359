import { createServer, type Server } from "node:http";
import fp from "fastify-plugin";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = ReturnType<typeof createMetrics>;

/** What Prometheus is told: requests by route and status, refused tokens by reason, key fetches, pool, event loop. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request's headers to the end of its answer",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const problems = new Counter({
    name: "problems_total",
    help: "Answers that were a problem, by its code",
    labelNames: ["code"],
    registers,
  });
  const refused = new Counter({
    name: "tokens_refused_total",
    help: "Refused tokens, by the reason that the log has too",
    labelNames: ["reason"],
    registers,
  });
  const keys = new Counter({
    name: "jwks_events_total",
    help: "What happened to the issuer's keys: fetched, or why not",
    labelNames: ["type"],
    registers,
  });
  return {
    registry,
    tokenRefused: (reason: string) => refused.inc({ reason }),
    keyEvent: (type: string) => keys.inc({ type }),
    /** A number that is asked for whenever somebody looks. */
    watch: (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      }),
    plugin: fp(
      async (app) => {
        app.addHook("onResponse", async ({ method, routeOptions }, reply) => {
          const route = routeOptions.url ?? "(no route)";
          const labels = { method, route, status: reply.statusCode };
          duration.observe(labels, reply.elapsedTime / 1000);
          if (reply.problem) problems.inc({ code: reply.problem });
        });
      },
      { name: "metrics", dependencies: ["errors"] },
    ),
  };
}

/** A server of its own for them, on a port that only the inside can reach. */
export function serveMetrics({ registry }: Metrics): Server {
  return createServer(async (request, response) => {
    if (request.url !== "/metrics") return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": registry.contentType });
    response.end(await registry.metrics());
  });
}
