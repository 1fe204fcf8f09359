import type { AsUser } from "@claimcheck/database/as-user";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { taskRoutes } from "../tasks/routes.ts";
import { requireSelf } from "./require-self.ts";

/**
 * The task routes again, under a path that names their owner. The owner is still the token's: the path can
 * only agree with it. Kept as the example of path-scoped routes; /v1/tasks needs no such guard.
 */
export const userRoutes: FastifyPluginAsyncZod<{ asUser: AsUser }> = async (app, { asUser }) => {
  app.addHook("onRoute", ({ schema }) => {
    if (!schema) return;
    const others = schema.params instanceof z.ZodObject ? schema.params.shape : {};
    schema.params = z.object({ ...others, userUuid: z.guid() });
  });
  app.addHook("onRequest", requireSelf);
  app.register(taskRoutes, { prefix: "/tasks", asUser });
};
