import { type FastifyRequest, LogController } from "fastify";
import { traceIdOf } from "./request-id.ts";

export type LogStream = { write(line: string): void };

/** One JSON line for each event, with nothing of a caller in it but ids: no token, query, body or SQL. */
export function loggerOptions(level: string, stream: LogStream | undefined) {
  return {
    level,
    base: null,
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    serializers: {
      req: ({ method, routeOptions }: FastifyRequest) => ({ method, route: routeOptions?.url }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      err: describeError,
      cause: describeError,
    },
    // Nothing above writes headers; this holds when a later line does.
    redact: ["headers.authorization", "headers.cookie", "*.headers.authorization"],
    ...(stream && { stream }),
  };
}

type ErrorFacts = { type: string; message: string; stack: string; [fact: string]: unknown };

/**
 * What a log may tell of an error: its kind, code and place in the source. drizzle's message holds the SQL
 * with all parameters, and Postgres' may quote a value, so those are left out; but for a missing grant (42501), whose
 * message names the relation and quotes no value.
 */
function describeError(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return { type: typeof error, message: "", stack: "" };
  const { name, message, stack = "", cause, ...facts } = error as Error & Record<string, unknown>;
  const fromDatabase = "query" in facts || ("severity" in facts && facts.code !== "42501");
  return {
    type: name,
    code: facts.code,
    constraint: facts.constraint,
    message: fromDatabase ? "(not logged)" : message,
    stack: (stack.replace(message, "").match(/^ +at .+$/gm) ?? []).join("\n"),
    ...(cause !== undefined && { cause: describeError(cause) }),
  };
}

/** One line when a request is done, by its route's pattern: an address may hold what isn't ours to keep. */
export class RequestLog extends LogController {
  override incomingRequest(): void {}
  override routeNotFound(): void {}
  override requestCompleted(...args: Parameters<LogController["requestCompleted"]>): void {
    const [error, request, { log, statusCode, elapsedTime, problem }] = args;
    const { method, routeOptions, principal } = request;
    const trace = traceIdOf(request);
    const route = routeOptions.url ?? "(no route)";
    const ms = Math.round(elapsedTime);
    const facts = {
      method,
      route,
      status: statusCode,
      ms,
      problem,
      user: principal?.userUuid,
      trace,
    };
    log.info({ ...facts, ...(error && { err: error }) }, `${method} ${route} ${statusCode}`);
  }
  /** Who reads a stream goes when they have what they came for, and that ends the request. */
  override streamError(...args: Parameters<LogController["streamError"]>): void {
    const [error, request, reply] = args;
    if ("code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE") this.requestCompleted(null, request, reply);
    else super.streamError(...args);
  }
}
