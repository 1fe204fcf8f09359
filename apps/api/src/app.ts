import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { AsUser } from "@claimcheck/database/as-user";
import cors from "@fastify/cors";
import { type FastifyInstance, fastify } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { ApiConfig } from "./config.ts";
import { type LogStream, loggerOptions, RequestLog } from "./log.ts";
import { meRoutes } from "./me/routes.ts";
import { authenticate } from "./plugins/authenticate.ts";
import { clientErrorHandler, errors, frameworkErrors } from "./plugins/errors.ts";
import { type HealthDeps, health } from "./plugins/health.ts";
import { home } from "./plugins/home.ts";
import { bodyLimit, jsonBody } from "./plugins/json-body.ts";
import { openapi } from "./plugins/openapi.ts";
import { type RateLimits, rateLimits } from "./plugins/rate-limits.ts";
import { headers } from "./plugins/security-headers.ts";
import { taskRoutes } from "./tasks/routes.ts";
import { userRoutes } from "./users/routes.ts";

export type AppDeps = HealthDeps & {
  config: Pick<ApiConfig, "BETTER_AUTH_URL" | "API_URL" | "LOG_LEVEL"> & RateLimits;
  asUser: AsUser;
  /** Where log lines go; unset: standard output. */
  logStream?: LogStream;
};

/**
 * The API, ready to listen or to be asked with `inject`. Takes everything it touches, so that tests
 * run it with the very options production has; reads no environment and opens no port.
 */
export function buildApp(deps: AppDeps): FastifyInstance {
  const { config, verifier, asUser, pingDatabase, logStream } = deps;
  const apiUrl = config.API_URL;
  const app = fastify({
    bodyLimit,
    // A slow or stuck peer ends here; all of these are off or long by default.
    requestTimeout: 15_000,
    handlerTimeout: 10_000,
    connectionTimeout: 30_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 5_000 },
    routerOptions: { maxParamLength: 100 },
    // Requests that arrive while we stop are still answered properly.
    return503OnClosing: false,
    genReqId: requestId,
    logger: loggerOptions(config.LOG_LEVEL, logStream),
    logController: new RequestLog({ requestIdLogLabel: "requestId" }),
    frameworkErrors: frameworkErrors(apiUrl),
    clientErrorHandler: clientErrorHandler(apiUrl),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  app.register(headers, { apiUrl });
  app.register(cors, {
    origin: [config.BETTER_AUTH_URL],
    methods: ["GET", "HEAD", "POST", "PATCH", "DELETE"],
    allowedHeaders: ["Authorization", "Content-Type", "X-Request-Id"],
    exposedHeaders: ["ETag", "Location", "Retry-After", "WWW-Authenticate", "X-Request-Id"],
    maxAge: 600,
    strictPreflight: false,
  });
  app.register(errors, { apiUrl });
  app.register(rateLimits, { config });
  app.register(authenticate, { verifier });
  app.register(jsonBody);
  app.register(openapi, { apiUrl });

  app.register(home);
  app.register(health, { verifier, pingDatabase });
  app.register(meRoutes, { prefix: "/v1/me", asUser });
  app.register(taskRoutes, { prefix: "/v1/tasks", asUser });
  app.register(userRoutes, { prefix: "/v1/users/:userUuid", asUser });
  return app;
}

/** The caller's own request id when it is harmless in a log and a header, else a new one. */
function requestId({ headers }: IncomingMessage): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}
