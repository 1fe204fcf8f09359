import fp from "fastify-plugin";
import { ProblemError } from "../problem.ts";
import { retrySoon } from "../problem-of.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Its caller was told that the answer takes too long: what isn't kept yet mustn't be. */
    tooLate: boolean;
  }
}

/**
 * Answers for a handler that takes longer than `ms`. Fastify's own handlerTimeout is over as soon as a body was read,
 * and cuts streams; here one that has begun lasts as long as its reader reads.
 */
export const timeLimit = fp<{ ms: number }>(
  async (app, { ms }) => {
    app.decorateRequest("tooLate", false);
    app.addHook("preHandler", async (request, reply) => {
      const timer = setTimeout(() => {
        if (reply.raw.headersSent) return;
        request.tooLate = true;
        reply.send(new ProblemError("unavailable", { detail: "The answer took too long.", headers: retrySoon }));
      }, ms);
      reply.raw.once("close", () => clearTimeout(timer));
    });
  },
  { name: "time-limit", dependencies: ["errors"] },
);
