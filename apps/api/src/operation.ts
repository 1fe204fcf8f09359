import { type EndpointName, endpoints } from "@claimcheck/contract/endpoints";
import { type Operation, type Operations, operations } from "@claimcheck/contract/operations";
import type { FastifyRequest, HTTPMethods } from "fastify";
import { ProblemError } from "./problem.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the contract says of the route. */
    operation?: Operation;
  }
}

type Part<O, K extends string> = O extends Record<K, infer S> ? S : undefined;
type SchemaOf<O> = {
  summary: string;
  params: Part<O, "params">;
  querystring: Part<O, "query">;
  body: Part<O, "body">;
  response: Part<O, "answers">;
};

/**
 * Route options for an operation of the contract: its method, its path below `prefix`, the scope that its token
 * needs, and what is checked and documented of it. A route adds the handler.
 */
export function operation<K extends EndpointName>(name: K, prefix: string) {
  const [method = "", path = ""] = endpoints[name].split(" ");
  const of: Operation = operations[name];
  const { summary, scope, params, query, body, answers } = of;
  const schema = { summary, params, querystring: query, body, response: answers };
  for (const part of ["params", "querystring", "body"] as const) if (!schema[part]) delete schema[part];
  return {
    method: method as HTTPMethods,
    url: path.slice(prefix.length).replace(/\{(\w+)\}/g, ":$1"),
    config: { operation: of, scope },
    schema: schema as unknown as SchemaOf<Operations[K]>,
    ...(!body && { preValidation: refuseBody }),
  };
}

async function refuseBody({ body }: FastifyRequest): Promise<void> {
  if (body === undefined) return;
  throw new ProblemError("validation_failed", {
    errors: [{ pointer: "/body", detail: "must be left out: nothing is read from it here" }],
  });
}

/** The address that a request came to, without its query. */
export function pathOf({ url }: FastifyRequest): string {
  return url.split("?", 1)[0] ?? "";
}
