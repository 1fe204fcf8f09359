import type { AsUser } from "@claimcheck/database/as-user";
import cors from "@fastify/cors";
import { type FastifyInstance, type FastifyPluginCallback, fastify } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { z } from "zod";
import { carefulWrites } from "./careful-writes.ts";
import type { ApiConfig } from "./config.ts";
import { createEventHub, type EventHub } from "./events/hub.ts";
import { eventRoutes } from "./events/routes.ts";
import { type LogStream, loggerOptions, RequestLog } from "./log.ts";
import { meRoutes } from "./me/routes.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { authenticate } from "./plugins/authenticate.ts";
import { clientErrorHandler, errors, frameworkErrors } from "./plugins/errors.ts";
import { type HealthDeps, health } from "./plugins/health.ts";
import { home } from "./plugins/home.ts";
import { bodyLimit, jsonBody } from "./plugins/json-body.ts";
import { negotiation } from "./plugins/negotiation.ts";
import { openapi } from "./plugins/openapi.ts";
import { pressure } from "./plugins/pressure.ts";
import { type RateLimits, rateLimits } from "./plugins/rate-limits.ts";
import { headers } from "./plugins/security-headers.ts";
import { timeLimit } from "./plugins/time-limit.ts";
import { requestContext, requestIdOf } from "./request-id.ts";
import { tagRoutes } from "./tags/routes.ts";
import { taskRoutes } from "./tasks/routes.ts";
import { limitEachUser } from "./user-transactions.ts";
import { userRoutes } from "./users/routes.ts";
import { plainWords } from "./words.ts";

export type AppDeps = HealthDeps & {
  config: Pick<ApiConfig, "BETTER_AUTH_URL" | "API_URL" | "LOG_LEVEL"> & RateLimits;
  asUser: AsUser;
  /** Where changes are heard of; unset: a hub that nobody tells anything. */
  hub?: EventHub;
  /** Where requests are counted; unset: in metrics that nobody reads. */
  metrics?: Metrics;
  /** Makes a span of each request. */
  tracing?: FastifyPluginCallback;
  /** How long a handler may take; unset: 10 s. */
  answerWithinMs?: number;
  /** How long anything may wait while the process is at work all the time; unset: 1 s. */
  overloadedAfterMs?: number;
  /** Where log lines go; unset: standard output. */
  logStream?: LogStream;
};

/**
 * The API, ready to listen or to be asked with `inject`. Takes everything it touches, so that tests
 * run it with the very options production has; reads no environment and opens no port.
 */
export function buildApp(deps: AppDeps): FastifyInstance {
  const { config, verifier, pingDatabase, tracing, logStream } = deps;
  const asUser = limitEachUser(carefulWrites(deps.asUser));
  const { answerWithinMs = 10_000, overloadedAfterMs = 1000 } = deps;
  const { hub = createEventHub(), metrics = createMetrics() } = deps;
  const apiUrl = config.API_URL;
  const app = fastify({
    bodyLimit,
    // A slow or stuck peer ends here; all of these are off or long by default.
    requestTimeout: 15_000,
    connectionTimeout: 30_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 5_000 },
    routerOptions: { maxParamLength: 100 },
    // Requests that arrive while we stop are still answered properly.
    return503OnClosing: false,
    genReqId: requestIdOf,
    logger: loggerOptions(config.LOG_LEVEL, logStream),
    logController: new RequestLog({ requestIdLogLabel: "requestId" }),
    frameworkErrors: frameworkErrors(apiUrl),
    clientErrorHandler: clientErrorHandler(apiUrl),
  });
  z.config({ localeError: plainWords });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  if (tracing) app.register(tracing);
  app.register(requestContext);
  app.register(headers, { apiUrl });
  app.register(cors, {
    origin: [config.BETTER_AUTH_URL],
    methods: ["GET", "HEAD", "POST", "PATCH", "DELETE"],
    allowedHeaders: [
      "Authorization",
      "Content-Type",
      "Idempotency-Key",
      "If-Match",
      "If-None-Match",
      "Traceparent",
      "X-Request-Id",
    ],
    exposedHeaders: [
      "ETag",
      "Location",
      "RateLimit",
      "RateLimit-Policy",
      "Retry-After",
      "WWW-Authenticate",
      "X-Request-Id",
    ],
    maxAge: 600,
    strictPreflight: false,
  });
  app.register(errors, { apiUrl });
  app.register(timeLimit, { ms: answerWithinMs });
  app.register(metrics.plugin);
  app.register(health, { verifier, pingDatabase });
  app.register(rateLimits, { config });
  app.register(authenticate, { verifier });
  app.register(pressure, { ms: overloadedAfterMs });
  app.register(negotiation);
  app.register(jsonBody);
  app.register(openapi, { apiUrl });

  app.register(home, { apiUrl, issuer: config.BETTER_AUTH_URL });
  app.register(meRoutes, { prefix: "/v1/me", asUser });
  app.register(taskRoutes, { prefix: "/v1/tasks", asUser });
  app.register(tagRoutes, { prefix: "/v1/tags", asUser });
  app.register(eventRoutes, { prefix: "/v1/events", asUser, hub });
  app.register(userRoutes, { prefix: "/v1/users/:userUuid", asUser });
  return app;
}
