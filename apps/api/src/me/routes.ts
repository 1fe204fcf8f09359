import { type Role, scopes } from "@claimcheck/contract/claims";
import type { AsUser } from "@claimcheck/database/as-user";
import { sql } from "drizzle-orm";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { pageOf } from "../cursor.ts";
import { operation } from "../operation.ts";
import { createActivityRepository } from "./repository.ts";

const prefix = "/v1/me";

/** /v1/me: what the token says of the caller, with the role as it is stored right now; and their history. */
export const meRoutes: FastifyPluginAsyncZod<{ asUser: AsUser }> = async (app, { asUser }) => {
  const activity = createActivityRepository(asUser);

  app.route({
    ...operation("getMe", prefix),
    handler: async ({ principal }) => {
      const { rows } = await asUser(principal, "read", (tx) =>
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
  });

  app.route({
    ...operation("listActivity", prefix),
    handler: async ({ principal, query }) =>
      pageOf(query, z.null(), async (limit, after) => {
        const events = await activity.list(principal, limit, after?.id);
        return events.map((item) => ({ item, key: null }));
      }),
  });
};
