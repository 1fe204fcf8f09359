import type { AsUser } from "@claimcheck/database/as-user";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { found } from "../found.ts";
import { answerOnce } from "../idempotency.ts";
import { operation, pathOf } from "../operation.ts";
import { createTagsRepository } from "./repository.ts";

const prefix = "/v1/tags";

/** List, create, change and delete the caller's tags. */
export const tagRoutes: FastifyPluginAsyncZod<{ asUser: AsUser }> = async (app, { asUser }) => {
  const tags = createTagsRepository(asUser);

  app.route({
    ...operation("listTags", prefix),
    handler: async ({ principal, query }) => ({
      items: await tags.list(principal, query.name),
      nextCursor: null,
    }),
  });

  app.route({
    ...operation("createTag", prefix),
    handler: async (request, reply) =>
      answerOnce(asUser, request, reply, async (tx) => {
        const body = await tags.create(tx, request.principal.userUuid, request.body);
        return { status: 201, body, headers: { location: `${pathOf(request)}/${body.id}` } };
      }),
  });

  app.route({
    ...operation("updateTag", prefix),
    handler: async ({ principal, params, body }) => found(await tags.update(principal, params.id, body)),
  });

  app.route({
    ...operation("deleteTag", prefix),
    handler: async ({ principal, params }, reply) => {
      found(await tags.remove(principal, params.id));
      return reply.code(204).send(null);
    },
  });
};
