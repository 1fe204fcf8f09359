import { z } from "zod";
import { pageOf } from "./page.ts";

export const taskStatuses = ["todo", "doing", "done"] as const;
export const taskPriorities = ["none", "low", "medium", "high", "urgent"] as const;
export const maxTitleLength = 200;
export const maxBatchSize = 200;

const instant = z.iso.datetime({ offset: true }).describe("An instant, RFC 3339, in UTC");
const title = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(maxTitleLength, `must be at most ${maxTitleLength} characters`)
  // Postgres can't store NUL, and a lone surrogate isn't a character.
  .refine((text) => !text.includes("\0") && text.isWellFormed(), "must be valid text without NUL");
const status = z.enum(taskStatuses);
const priority = z.enum(taskPriorities);
const dueOn = z.iso.date().describe("A calendar date, the same day in every time zone");

/** One task, as every response carries it. */
export const taskSchema = z.object({
  id: z.guid(),
  title: z.string(),
  status,
  priority,
  dueOn: dueOn.nullable(),
  completedAt: instant.nullable(),
  version: z.int().positive().describe("Grows by one with each change"),
  createdAt: instant,
  updatedAt: instant,
});
export type Task = z.infer<typeof taskSchema>;

/** POST /v1/tasks */
export const createTaskSchema = z.strictObject({
  title,
  priority: priority.default("none"),
  dueOn: dueOn.nullable().default(null),
});
export type CreateTask = z.input<typeof createTaskSchema>;

/** PATCH /v1/tasks/{id}: what is left out stays as it is. */
export const updateTaskSchema = z
  .strictObject({ title, status, priority, dueOn: dueOn.nullable() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "must change at least one field");
export type UpdateTask = z.input<typeof updateTaskSchema>;

export const taskParamsSchema = z.object({ id: z.guid("must be a task's id") });

/** GET /v1/tasks: newest first. */
export const taskPageSchema = pageOf(taskSchema);
export type TaskPage = z.infer<typeof taskPageSchema>;

/** POST /v1/tasks/batch: all of them or none. */
export const batchTasksSchema = z.strictObject({
  action: z.enum(["delete"]),
  ids: z
    .array(z.guid("must be a task's id"))
    .min(1, "must name at least one task")
    .max(maxBatchSize, `must name at most ${maxBatchSize} tasks`)
    .refine((ids) => new Set(ids).size === ids.length, "must not name a task twice"),
});
export type BatchTasks = z.input<typeof batchTasksSchema>;
export const batchResultSchema = z.object({ affected: z.int().nonnegative() });
