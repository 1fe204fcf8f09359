import { z } from "zod";
import { count, date, flag, id, idList, instant, instantInput, someOf, text, timeZone } from "./fields.ts";
import { pageOf, pageQueryShape } from "./page.ts";
import { maxTagsOfTask, tagId, tagRefSchema } from "./tags.ts";

export const taskStatuses = ["todo", "doing", "done"] as const;
export const taskPriorities = ["none", "low", "medium", "high", "urgent"] as const;
export const taskSorts = ["created", "updated", "due", "priority", "title"] as const;
export const maxTitleLength = 200;
export const maxDescriptionLength = 10_000;
/** A search looks at no more of a description. */
export const maxSearchedLength = 1000;
export const maxTasks = 10_000;
export const maxBatchSize = 200;

const status = z.enum(taskStatuses);
const priority = z.enum(taskPriorities);

/** One task, as every response carries it. Due: nothing, or a date, or an instant. */
export const taskSchema = z
  .object({
    id: z.guid(),
    title: z.string(),
    description: z.string().describe("Markdown"),
    status,
    priority,
    dueOn: date.nullable(),
    dueAt: instant.nullable(),
    tags: z.array(tagRefSchema),
    completedAt: instant.nullable(),
    deletedAt: instant.nullable(),
    version: z.int().positive().describe("Grows with each change; the ETag is this number in quotes"),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({
    examples: [
      {
        id: "019ab1c2-0000-7f60-8a91-b2c3d4e5f607",
        title: "Pay the rent",
        description: "To the **new** account",
        status: "todo",
        priority: "high",
        dueOn: "2026-12-01",
        dueAt: null,
        tags: [{ id: "019ab1c2-4d3e-7f60-8a91-b2c3d4e5f607", name: "home", color: "green" }],
        completedAt: null,
        deletedAt: null,
        version: 1,
        createdAt: "2026-11-24T09:30:00.000Z",
        updatedAt: "2026-11-24T09:30:00.000Z",
      },
    ],
  });
export type Task = z.infer<typeof taskSchema>;

/** What a person says of a task; export and import have the same fields. */
export const taskFields = {
  title: text(1, maxTitleLength),
  description: text(0, maxDescriptionLength),
  status,
  priority,
  dueOn: date.nullable(),
  dueAt: instantInput.nullable(),
};

/** Due on a day or at an instant, never both. */
export const dueOnce = (due: { dueOn?: unknown; dueAt?: unknown }) => !(due.dueOn && due.dueAt);
export const dueTwice = { message: "must not be set together with dueOn", path: ["dueAt"] };

const tags = z
  .array(tagId)
  .max(maxTagsOfTask, `must name at most ${maxTagsOfTask} tags`)
  .refine((ids) => new Set(ids).size === ids.length, "must not name a tag twice")
  .describe("Ids of your tags");

/** POST /v1/tasks */
export const createTaskSchema = z
  .strictObject({
    title: taskFields.title,
    description: taskFields.description.default(""),
    status: status.default("todo"),
    priority: priority.default("none"),
    dueOn: taskFields.dueOn.default(null),
    dueAt: taskFields.dueAt.default(null),
    tags: tags.default([]),
  })
  .refine(dueOnce, dueTwice)
  .meta({ examples: [{ title: "Pay the rent", priority: "high", dueOn: "2026-12-01" }] });
export type CreateTask = z.output<typeof createTaskSchema>;

/** PATCH /v1/tasks/{id}: what is left out stays as it is; a new `dueOn` ends a `dueAt`, and the other way round. */
export const updateTaskSchema = z
  .strictObject({ ...taskFields, tags })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "must change at least one field")
  .refine(dueOnce, dueTwice)
  .meta({ examples: [{ status: "done" }] });
export type UpdateTask = z.output<typeof updateTaskSchema>;
/** As a caller sends it. */
export type TaskChange = z.input<typeof updateTaskSchema>;

export const taskParamsSchema = z.object({ id: id("task") });

/** GET /v1/tasks */
export const listTasksQuerySchema = z.strictObject({
  status: someOf(taskStatuses).optional(),
  priority: someOf(taskPriorities).optional(),
  tags: idList(maxTagsOfTask).optional().meta({ description: "Ids of tags, with commas between" }),
  tagMatch: z.enum(["any", "all"]).default("any").describe("Whether one of `tags` is enough"),
  dueBefore: date.optional().describe("Due before this day begins, in `tz`"),
  dueAfter: date.optional().describe("Due after this day has ended, in `tz`"),
  hasDue: flag.optional().describe("Due on a day or at an instant; or neither"),
  overdue: flag.optional().describe("Not done, and the day or instant is over, in `tz`; or not so"),
  q: text(1, 200)
    .optional()
    .describe(
      `Text in the title or the first ${maxSearchedLength.toLocaleString("en")} characters of the description, in any case`,
    ),
  deleted: flag.default(false).describe("`true`: the deleted ones, which can be restored for 30 days"),
  tz: timeZone,
  sort: z
    .enum(taskSorts)
    .default("created")
    .describe("By `due`, days are those of `tz`, and what has no date comes last"),
  order: z.enum(["asc", "desc"]).default("desc"),
  ...pageQueryShape,
});
export type ListTasksQuery = z.output<typeof listTasksQuerySchema>;

export const taskPageSchema = pageOf(taskSchema);
export type TaskPage = z.infer<typeof taskPageSchema>;

const ids = z
  .array(id("task"))
  .min(1, "must name at least one task")
  .max(maxBatchSize, `must name at most ${maxBatchSize} tasks`)
  .refine((given) => new Set(given).size === given.length, "must not name a task twice");

/** POST /v1/tasks/batch: all of them or none. */
export const batchTasksSchema = z
  .discriminatedUnion("action", [
    z
      .strictObject({
        action: z.literal("complete"),
        ids,
        completedAt: z
          .record(id("task"), instantInput)
          .optional()
          .describe("When some of them were done, by their ids, such as to take back that they were reopened"),
      })
      .refine(({ ids, completedAt = {} }) => Object.keys(completedAt).every((done) => ids.includes(done)), {
        message: "must name tasks that are among the ids",
        path: ["completedAt"],
      }),
    z.strictObject({ action: z.enum(["reopen", "delete", "restore"]), ids }),
    z.strictObject({ action: z.literal("set_priority"), ids, priority }),
    z.strictObject({ action: z.enum(["add_tag", "remove_tag"]), ids, tag: tagId }),
  ])
  .meta({ examples: [{ action: "complete", ids: ["019ab1c2-0000-7f60-8a91-b2c3d4e5f607"] }] });
export type BatchTasks = z.output<typeof batchTasksSchema>;
export const batchResultSchema = z.object({ affected: z.int().nonnegative() }).meta({ examples: [{ affected: 1 }] });

/** GET /v1/tasks/stats */
export const statsQuerySchema = z.strictObject({
  tz: timeZone,
  days: count(1, 366).default(14).describe("How many days of `completedPerDay`, today the last"),
});
export type StatsQuery = z.output<typeof statsQuerySchema>;

const tally = z.int().nonnegative();
const byPriority = z.record(priority, tally);
export const statsSchema = z
  .object({
    byStatus: z.record(status, tally),
    byPriority,
    openByPriority: byPriority.describe("Of those that aren't done"),
    overdue: tally,
    dueSoon: tally.describe("Not done, not overdue, and due today or in the six days after"),
    completedPerDay: z.array(z.object({ date, count: tally })),
  })
  .meta({
    examples: [
      {
        byStatus: { todo: 2, doing: 1, done: 1 },
        byPriority: { none: 3, low: 0, medium: 0, high: 1, urgent: 0 },
        openByPriority: { none: 2, low: 0, medium: 0, high: 1, urgent: 0 },
        overdue: 1,
        dueSoon: 1,
        completedPerDay: [{ date: "2026-11-24", count: 1 }],
      },
    ],
  });
export type Stats = z.infer<typeof statsSchema>;
