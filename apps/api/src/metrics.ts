import { createServer, type Server } from "node:http";
import { performance } from "node:perf_hooks";
import type { KeyEvent } from "@claimcheck/token-verifier/jwks-cache";
import fp from "fastify-plugin";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = ReturnType<typeof createMetrics>;

const keyEvents = ["keys_fetched", "keys_fetch_failed", "keys_stale_used"] satisfies KeyEvent["type"][];
const refusals = [401, 403, 429];

/** What Prometheus is told: requests by route and status, refusals by reason, key fetches, pool, event loop. */
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
    name: "requests_refused_total",
    help: "Requests without a token that is good for them, and any other 401, 403 or 429, by the reason",
    labelNames: ["status", "reason"],
    registers,
  });
  const keys = new Counter({
    name: "jwks_events_total",
    help: "What happened to the issuer's keys: fetched, or why not",
    labelNames: ["type"],
    registers,
  });
  // What never happened yet is a zero, not a gap.
  for (const type of keyEvents) keys.inc({ type }, 0);

  /** A number that is asked for whenever somebody looks. */
  const watch = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  let keysFetchedAt = Number.NaN;
  watch("jwks_age_seconds", "Since the issuer's keys were fetched", () => (performance.now() - keysFetchedAt) / 1000);
  let busy = performance.eventLoopUtilization();
  watch(
    "nodejs_eventloop_utilization",
    "Share of the time since the last look in which the event loop was busy",
    () => {
      const before = busy;
      busy = performance.eventLoopUtilization();
      return performance.eventLoopUtilization(busy, before).utilization;
    },
  );

  return {
    registry,
    watch,
    keyEvent(type: KeyEvent["type"]) {
      keys.inc({ type });
      if (type === "keys_fetched") keysFetchedAt = performance.now();
    },
    plugin: fp(
      async (app) => {
        app.addHook("onResponse", async ({ method, routeOptions, refusal }, reply) => {
          const route = routeOptions.url ?? "(no route)";
          const { statusCode: status, problem } = reply;
          duration.observe({ method, route, status }, reply.elapsedTime / 1000);
          if (problem) problems.inc({ code: problem });
          const reason = refusal ?? (refusals.includes(status) ? problem : undefined);
          if (reason) refused.inc({ status, reason });
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
