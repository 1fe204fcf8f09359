import { jsonMediaType } from "@claimcheck/contract/operations";
import accepts from "@fastify/accepts";
import fp from "fastify-plugin";
import { ProblemError } from "../problem.ts";

/** Refuses a request that accepts nothing of what its route gives (RFC 9110 section 12.5.1); problems are always JSON. */
export const negotiation = fp(
  async (app) => {
    await app.register(accepts);
    app.addHook("onRequest", async (request) => {
      const { operation } = request.routeOptions.config;
      if (!operation || request.accepts().type([...(operation.produces ?? [jsonMediaType])])) return;
      throw new ProblemError("not_acceptable");
    });
  },
  { name: "negotiation", dependencies: ["errors", "authenticate"] },
);
