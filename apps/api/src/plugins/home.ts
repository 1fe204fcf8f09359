import { type ProblemCode, problems } from "@claimcheck/contract/problems";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ProblemError } from "../problem.ts";

/** The front door leads to the docs, and every problem's `type` leads to its explanation. */
export const home: FastifyPluginAsyncZod = async (app) => {
  app.get("/", { config: { public: true }, schema: { hide: true } }, async (_request, reply) =>
    reply.redirect("/docs"),
  );
  app.get(
    "/problems/:code",
    {
      config: { public: true },
      schema: {
        summary: "What a problem's code means, and how to mend it",
        params: z.object({ code: z.string() }),
      },
    },
    async ({ params: { code } }) => {
      if (!Object.hasOwn(problems, code)) throw new ProblemError("not_found");
      return { code, ...problems[code as ProblemCode] };
    },
  );
};
