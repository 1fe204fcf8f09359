import { z } from "zod";
import { instant, instantInput } from "./fields.ts";
import { maxTags, maxTagsOfTask, tagColor, tagName } from "./tags.ts";
import { dueOnce, dueTwice, maxTasks, taskFields } from "./tasks.ts";

/** The columns of a table of tasks, in order; `tags` holds names with their colours, with commas between them. */
export const csvColumns = [
  "title",
  "description",
  "status",
  "priority",
  "dueOn",
  "dueAt",
  "tags",
  "completedAt",
  "deletedAt",
  "createdAt",
  "updatedAt",
] as const;
export const csvMediaType = "text/csv";
/** The header line (RFC 4180), and a table as an export gives it. */
export const csvHeader = `${csvColumns.join(",")}\r\n`;
export const csvExample = `${csvHeader}"Pay the rent","","todo","high","2026-12-01","","home:green","","","2026-11-23T18:00:00.000Z","2026-11-24T09:30:00.000Z"\r\n`;
export const maxImportBytes = 5 * 1024 * 1024;

const exportedTag = z.strictObject({ name: tagName, color: tagColor.optional() });

/** A task on its way out or in: without id and version, and tags by their names. */
export const importedTaskSchema = z
  .strictObject({
    title: taskFields.title,
    description: taskFields.description.default(""),
    status: taskFields.status.default("todo"),
    priority: taskFields.priority.default("none"),
    dueOn: taskFields.dueOn.default(null),
    dueAt: taskFields.dueAt.default(null),
    tags: z.array(tagName).max(maxTagsOfTask, `must name at most ${maxTagsOfTask} tags`).default([]),
    completedAt: instantInput.nullable().default(null),
    deletedAt: instantInput.nullable().default(null),
    createdAt: instantInput.nullable().default(null),
    updatedAt: instantInput.nullable().default(null),
  })
  .refine(dueOnce, dueTwice)
  .refine((task) => task.completedAt === null || task.status === "done", {
    message: "must be empty unless the status is done",
    path: ["completedAt"],
  });
export type ImportedTask = z.output<typeof importedTaskSchema>;

const imported = {
  tags: [{ name: "home", color: "green" }],
  tasks: [{ title: "Pay the rent", status: "done", priority: "high", tags: ["home"] }],
};

const tooManyTasks = `must be at most ${maxTasks.toLocaleString("en")} tasks`;

/** POST /v1/tasks/import, as JSON: what an export gave. Everything or nothing is taken. */
export const importSchema = z
  .strictObject({
    exportedAt: instant.optional(),
    tags: z.array(exportedTag).max(maxTags, `must be at most ${maxTags} tags`).default([]),
    tasks: z.array(importedTaskSchema).max(maxTasks, tooManyTasks),
  })
  .meta({ examples: [imported] });
export type Import = z.output<typeof importSchema>;

/** All of that but the tasks, which can then be checked one by one. */
export const importFrameSchema = importSchema.extend({ tasks: z.array(z.unknown()).max(maxTasks, tooManyTasks) });

export const importResultSchema = z
  .object({ tasks: z.int().nonnegative(), tags: z.int().nonnegative() })
  .meta({ description: "How many were added", examples: [{ tasks: 2, tags: 1 }] });

export const exportQuerySchema = z.strictObject({
  format: z.enum(["json", "csv"]).optional().describe("Without it the `Accept` header decides"),
});

/** GET /v1/tasks/export?format=json */
export const exportSchema = z
  .object({
    exportedAt: instant,
    tags: z.array(z.object({ name: z.string(), color: tagColor })),
    tasks: z.array(
      z.object({
        title: z.string(),
        description: z.string(),
        status: taskFields.status,
        priority: taskFields.priority,
        dueOn: z.iso.date().nullable(),
        dueAt: instant.nullable(),
        tags: z.array(z.string()),
        completedAt: instant.nullable(),
        deletedAt: instant.nullable(),
        createdAt: instant,
        updatedAt: instant,
      }),
    ),
  })
  .meta({
    examples: [
      {
        exportedAt: "2026-11-24T09:30:00.000Z",
        tags: [{ name: "home", color: "green" }],
        tasks: [
          {
            title: "Pay the rent",
            description: "",
            status: "done",
            priority: "high",
            dueOn: "2026-12-01",
            dueAt: null,
            tags: ["home"],
            completedAt: "2026-11-24T09:30:00.000Z",
            deletedAt: null,
            createdAt: "2026-11-23T18:00:00.000Z",
            updatedAt: "2026-11-24T09:30:00.000Z",
          },
        ],
      },
    ],
  });
export type Export = z.infer<typeof exportSchema>;
