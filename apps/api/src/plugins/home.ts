import { type ProblemCode, problems } from "@claimcheck/contract/problems";
import type { FastifyPluginAsync } from "fastify";
import { ProblemError } from "../problem.ts";

/** The front door leads to the docs, and every problem's `type` leads to its explanation. */
export const home: FastifyPluginAsync = async (app) => {
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
