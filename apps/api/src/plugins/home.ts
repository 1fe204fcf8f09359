import { type ProblemCode, problems } from "@claimcheck/contract/problems";
import { resourceMetadata, resourceMetadataPath } from "@claimcheck/contract/resource-metadata";
import type { FastifyPluginAsync } from "fastify";
import { ProblemError } from "../problem.ts";

/**
 * The front door leads to the docs, every problem's `type` leads to its explanation, and a refused client finds out
 * who issues tokens.
 */
export const home: FastifyPluginAsync<{ apiUrl: string; issuer: string }> = async (app, { apiUrl, issuer }) => {
  const metadata = resourceMetadata(apiUrl, issuer);
  app.get(resourceMetadataPath, { config: { public: true } }, async () => metadata);
  app.get("/", { config: { public: true } }, async (_request, reply) => reply.redirect("/docs"));
  app.get<{ Params: { code: string } }>(
    "/problems/:code",
    { config: { public: true } },
    async ({ params: { code } }) => {
      if (!Object.hasOwn(problems, code)) throw new ProblemError("not_found");
      return { code, ...problems[code as ProblemCode] };
    },
  );
};
