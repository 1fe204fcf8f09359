import { activityPageSchema } from "@claimcheck/contract/activity";
import { type Role, scopes } from "@claimcheck/contract/claims";
import { type Me, meSchema } from "@claimcheck/contract/me";
import { pageQuerySchema } from "@claimcheck/contract/page";
import type { AsUser } from "@claimcheck/database/as-user";
import { sql } from "drizzle-orm";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { pageOf } from "../cursor.ts";
import { createActivityRepository } from "./repository.ts";

/** /v1/me: what the token says of the caller, with the role as it is stored right now; and their history. */
export const meRoutes: FastifyPluginAsyncZod<{ asUser: AsUser }> = async (app, { asUser }) => {
  const activity = createActivityRepository(asUser);

  app.get(
    "",
    {
      schema: {
        summary: "Who the API takes you for",
        response: { 200: meSchema },
      },
    },
    async ({ principal }): Promise<Me> => {
      const { rows } = await asUser(principal.userUuid, "read", (tx) =>
        tx.execute<{ role: Role }>(sql`select current_setting('app.user_role') as role`),
      );
      return {
        uuid: principal.userUuid,
        id: principal.subject,
        email: principal.email,
        name: principal.name,
        role: rows[0]?.role ?? "user",
        scopes: scopes.filter((scope) => principal.scopes.includes(scope)),
      };
    },
  );

  app.get(
    "/activity",
    {
      schema: {
        summary: "What happened to your account, newest first",
        querystring: pageQuerySchema,
        response: { 200: activityPageSchema },
      },
    },
    async ({ principal, query }) =>
      pageOf(query, (limit, afterId) => activity.list(principal.userUuid, limit, afterId)),
  );
};
