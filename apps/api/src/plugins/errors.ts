import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type ProblemCode, problems } from "@claimcheck/contract/problems";
import { resourceMetadataPath } from "@claimcheck/contract/resource-metadata";
import type { ConnectionError, FastifyReply, FastifyRequest } from "fastify";
import fp from "fastify-plugin";
import { ProblemError, problemMediaType, problemText } from "../problem.ts";
import { brokenEncoding, problemOf } from "../problem-of.ts";
import { securityHeaders } from "./security-headers.ts";

declare module "fastify" {
  interface FastifyReply {
    /** The code of the problem this reply carries, for the log. */
    problem?: ProblemCode;
  }
}

/** Room for the longest search, 20 tags and a cursor; all headers together may have 16 KiB. */
const maxUrlLength = 8192;

/** Answers any error with a problem document; what is our own fault goes to the log. */
function answer(error: unknown, request: FastifyRequest, reply: FastifyReply, apiUrl: string) {
  const problem = problemOf(error) ?? new ProblemError("internal_error", { cause: error });
  const { code, cause, options } = problem;
  if (cause) request.log[code === "internal_error" ? "error" : "warn"]({ err: cause }, code);
  reply.problem = code;
  const instance = request.raw.url?.split("?", 1)[0] ?? "";
  return reply
    .code(problems[code].status)
    .headers(withMetadata(options.headers, apiUrl))
    .type(problemMediaType)
    .send(problemText(problem, { apiUrl, instance, requestId: request.id }));
}

/** Every challenge says where a client finds out how to get a token: RFC 9728 section 5.1. */
function withMetadata(headers: ProblemError["options"]["headers"] = {}, apiUrl: string) {
  const challenge = headers["www-authenticate"];
  if (!challenge) return headers;
  return { ...headers, "www-authenticate": `${challenge}, resource_metadata="${apiUrl}${resourceMetadataPath}"` };
}

/**
 * Problem answers for everything below the root: thrown errors, unknown paths, wrong methods.
 * Unknown paths are answered before the token is looked at: which routes exist is public in
 * /openapi.json, and a mistyped path told as 401 would send people to look in the wrong place.
 */
export const errors = fp<{ apiUrl: string }>(
  async (app, { apiUrl }) => {
    app.decorateReply("problem");
    app.setErrorHandler((error, request, reply) => answer(error, request, reply, apiUrl));

    const unmatched = ({ raw: { url = "" }, method }: FastifyRequest): ProblemError => {
      const allowed = app.supportedMethods.filter((name) => app.findRoute({ method: name, url }));
      const others = allowed.filter((name) => name !== "OPTIONS");
      if (others.length === 0 || others.includes(method)) return new ProblemError("not_found");
      return new ProblemError("method_not_allowed", { headers: { allow: allowed.join(", ") } });
    };
    app.addHook("onRequest", async (request) => {
      const { url = "" } = request.raw;
      if (url.length > maxUrlLength) throw new ProblemError("uri_too_long");
      // The path was looked at before; a query would be taken as it is.
      if (!isDecodable(url)) throw new ProblemError("bad_request", { detail: brokenEncoding });
      if (request.is404) throw unmatched(request);
    });
    app.setNotFoundHandler((request) => {
      throw unmatched(request);
    });
  },
  { name: "errors" },
);

function isDecodable(url: string): boolean {
  try {
    return Boolean(decodeURIComponent(url));
  } catch {
    return false;
  }
}

/** Errors before routing: Fastify runs no hook for them, so the headers are set here. */
export function frameworkErrors(apiUrl: string) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    reply.headers({ ...securityHeaders(apiUrl), "x-request-id": request.id });
    answer(error, request, reply, apiUrl);
  };
}

const clientErrors: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: "headers_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};

/** Requests that Node could not even parse: there is only a socket to answer on. */
export function clientErrorHandler(apiUrl: string) {
  return (error: ConnectionError, socket: Socket): void => {
    const code = clientErrors[error.code] ?? "bad_request";
    const requestId = randomUUID();
    const body = problemText(new ProblemError(code), { apiUrl, instance: "", requestId });
    const headers = {
      ...securityHeaders(apiUrl),
      "x-request-id": requestId,
      "content-type": problemMediaType,
      "content-length": String(Buffer.byteLength(body)),
      connection: "close",
    };
    const { status } = problems[code];
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    if (socket.writable) socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
    socket.destroy();
  };
}
