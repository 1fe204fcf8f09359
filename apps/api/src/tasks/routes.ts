import type { Scope } from "@claimcheck/contract/claims";
import { pageQuerySchema } from "@claimcheck/contract/page";
import {
  batchResultSchema,
  batchTasksSchema,
  createTaskSchema,
  taskPageSchema,
  taskParamsSchema,
  taskSchema,
  updateTaskSchema,
} from "@claimcheck/contract/tasks";
import type { AsUser } from "@claimcheck/database/as-user";
import type { FastifySchema } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { pageOf } from "../cursor.ts";
import { ProblemError } from "../problem.ts";
import { createTasksRepository } from "./repository.ts";

/** Route options: the scope its token needs, and what is documented and checked of it. */
const needs = <S extends FastifySchema>(scope: Scope, schema: S) => ({ config: { scope }, schema });

/** List, create, get, change and delete the caller's tasks; the owner is the token's, never the request's. */
export const taskRoutes: FastifyPluginAsyncZod<{ asUser: AsUser }> = async (app, { asUser }) => {
  const tasks = createTasksRepository(asUser);

  app.get(
    "",
    needs("tasks:read", {
      summary: "Your tasks, newest first",
      querystring: pageQuerySchema,
      response: { 200: taskPageSchema },
    }),
    async ({ principal, query }) =>
      pageOf(query, (limit, afterId) => tasks.list(principal.userUuid, limit, afterId)),
  );

  app.post(
    "",
    needs("tasks:write", {
      summary: "Add a task",
      body: createTaskSchema,
      response: { 201: taskSchema },
    }),
    async ({ principal, body, url }, reply) => {
      const created = await tasks.create(principal.userUuid, body);
      const location = `${url.split("?", 1)[0]}/${created.id}`;
      return reply.code(201).header("location", location).send(created);
    },
  );

  app.post(
    "/batch",
    needs("tasks:write", {
      summary: "Delete several tasks, all or none",
      body: batchTasksSchema,
      response: { 200: batchResultSchema },
    }),
    async ({ principal, body }) => ({
      affected: found(await tasks.removeAll(principal.userUuid, body.ids)),
    }),
  );

  app.get(
    "/:id",
    needs("tasks:read", {
      summary: "One of your tasks",
      params: taskParamsSchema,
      response: { 200: taskSchema },
    }),
    async ({ principal, params }) => found(await tasks.get(principal.userUuid, params.id)),
  );

  app.patch(
    "/:id",
    needs("tasks:write", {
      summary: "Rename, complete or reschedule a task",
      params: taskParamsSchema,
      body: updateTaskSchema,
      response: { 200: taskSchema },
    }),
    async ({ principal, params, body }) =>
      found(await tasks.update(principal.userUuid, params.id, body)),
  );

  app.delete(
    "/:id",
    needs("tasks:write", {
      summary: "Delete a task",
      params: taskParamsSchema,
      response: { 204: z.null().describe("It is gone") },
    }),
    async ({ principal, params }, reply) => {
      found(await tasks.remove(principal.userUuid, params.id));
      return reply.code(204).send(null);
    },
  );
};

/** Throws not_found: the same answer for a row that isn't there and for one that isn't yours. */
function found<T>(row: T | undefined): T {
  if (row === undefined) throw new ProblemError("not_found");
  return row;
}
