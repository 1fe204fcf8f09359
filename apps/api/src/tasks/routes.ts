import type { Task } from "@claimcheck/contract/tasks";
import type { AsUser } from "@claimcheck/database/as-user";
import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { pageOf } from "../cursor.ts";
import { allowedVersions, etagOf, isKnown } from "../etags.ts";
import { found } from "../found.ts";
import { answerOnce } from "../idempotency.ts";
import { operation, pathOf } from "../operation.ts";
import { createTaskBatch } from "./batch.ts";
import { createTaskReads } from "./read.ts";
import { keyForm } from "./sorting.ts";
import { transferRoutes } from "./transfer-routes.ts";
import { createTaskWrites } from "./write.ts";

const prefix = "/v1/tasks";

/** The caller's tasks; the owner is the token's, never the request's. */
export const taskRoutes: FastifyPluginAsyncZod<{ asUser: AsUser }> = async (app, { asUser }) => {
  const reads = createTaskReads(asUser);
  const writes = createTaskWrites();
  const batch = createTaskBatch();
  const tagged = (reply: FastifyReply, task: Task, known?: string): FastifyReply => {
    reply.header("etag", etagOf(task));
    return isKnown(known, etagOf(task)) ? reply.code(304).send() : reply.send(task);
  };

  app.route({
    ...operation("listTasks", prefix),
    handler: async ({ principal, query }) =>
      pageOf(query, keyForm(query), (limit, after) => reads.list(principal, query, limit, after)),
  });

  app.route({
    ...operation("createTask", prefix),
    handler: async (request, reply) =>
      answerOnce(asUser, request, reply, async (tx) => {
        const body = await writes.create(tx, request.principal.userUuid, request.body);
        const headers = { location: `${pathOf(request)}/${body.id}`, etag: etagOf(body) };
        return { status: 201, body, headers };
      }),
  });

  app.route({
    ...operation("batchTasks", prefix),
    handler: async (request, reply) =>
      answerOnce(asUser, request, reply, async (tx) => {
        const affected = await batch(tx, request.principal.userUuid, request.body);
        return { status: 200, body: { affected } };
      }),
  });

  app.route({
    ...operation("taskStats", prefix),
    handler: async ({ principal, query }) => reads.stats(principal, query),
  });

  app.register(transferRoutes, { asUser, reads });

  app.route({
    ...operation("getTask", prefix),
    handler: async ({ principal, params, headers }, reply) => {
      const task = found(await reads.get(principal, params.id));
      return tagged(reply, task, headers["if-none-match"]);
    },
  });

  app.route({
    ...operation("updateTask", prefix),
    handler: async ({ principal, params, body, headers }, reply) => {
      const versions = allowedVersions(headers["if-match"]);
      const changed = await asUser(principal, "write", async (tx) =>
        writes.update(tx, principal.userUuid, params.id, body, versions),
      );
      return tagged(reply, found(changed));
    },
  });

  app.route({
    ...operation("deleteTask", prefix),
    handler: async ({ principal, params, headers }, reply) => {
      const versions = allowedVersions(headers["if-match"]);
      const removed = await asUser(principal, "write", async (tx) =>
        writes.remove(tx, principal.userUuid, params.id, versions),
      );
      found(removed);
      return reply.code(204).send(null);
    },
  });

  app.route({
    ...operation("restoreTask", prefix),
    handler: async (request, reply) =>
      answerOnce(asUser, request, reply, async (tx) => {
        const restored = await writes.restore(tx, request.principal.userUuid, request.params.id);
        const body = found(restored);
        return { status: 200, body, headers: { etag: etagOf(body) } };
      }),
  });
};
