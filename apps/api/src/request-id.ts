import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import fp from "fastify-plugin";

const current = new AsyncLocalStorage<FastifyRequest>();

/** The caller's own request id when it is harmless in a log, a header and a database, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers["x-request-id"];
  // Postgres keeps at most 63 characters of an application's name.
  return typeof given === "string" && /^[\w-]{1,63}$/.test(given) ? given : randomUUID();
}

/** The request that is being answered, for what is done on its behalf; undefined outside of one. */
export function currentRequest(): FastifyRequest | undefined {
  return current.getStore();
}

/** Its id; "" outside of one. */
export function currentRequestId(): string {
  return currentRequest()?.id ?? "";
}

/** The trace that the caller is part of: W3C Trace Context, section 3.2. */
export function traceIdOf({ headers }: Pick<IncomingMessage, "headers">): string | undefined {
  const { traceparent } = headers;
  return typeof traceparent === "string"
    ? /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceparent)?.[1]
    : undefined;
}

/** Makes the request known to everything that runs below it. */
export const requestContext = fp(
  async (app) => {
    app.addHook("onRequest", (request, _reply, done) => current.run(request, done));
    // Reading the body leaves that context.
    app.addHook("preValidation", (request, _reply, done) => current.run(request, done));
  },
  { name: "request-context" },
);
