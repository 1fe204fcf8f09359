import { z } from "zod";

export const taskStatuses = ["todo", "doing", "done"] as const;
export const taskPriorities = ["none", "low", "medium", "high", "urgent"] as const;
export const maxTitleLength = 200;
export const maxPageSize = 100;

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
export const listTasksQuerySchema = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/, `must be a whole number from 1 to ${maxPageSize}`)
    .transform(Number)
    .refine((limit) => limit <= maxPageSize, `must be a whole number from 1 to ${maxPageSize}`)
    .default(50),
  cursor: z.string().max(500).optional().describe("The `nextCursor` of the page before"),
});
export type ListTasksQuery = z.input<typeof listTasksQuerySchema>;

/** A page of tasks; `nextCursor` is null on the last one. */
export const taskPageSchema = z.object({
  items: z.array(taskSchema),
  nextCursor: z.string().nullable(),
});
export type TaskPage = z.infer<typeof taskPageSchema>;
