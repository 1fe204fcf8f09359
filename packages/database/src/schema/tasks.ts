import { maxDescriptionLength, maxTitleLength, taskPriorities, taskStatuses } from "@claimcheck/contract/tasks";
import { sql } from "drizzle-orm";
import { check, date, index, integer, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { user } from "./auth.ts";
import { instant, lowerCase, oneOf, sortableText } from "./columns.ts";

const ranks = taskPriorities.map((name, rank) => `WHEN '${name}' THEN ${rank}`).join(" ");

/**
 * Tasks. Roles, grants and policies are in the SQL migrations. `version`, `updatedAt` and `completedAt` are kept by
 * the statement that changes a row. Each way to sort has one stored key, and an index that starts with the owner.
 */
export const task = pgTable(
  "task",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => user.uuid, { onDelete: "cascade" }),
    id: uuid("id").notNull().default(sql`uuidv7()`),
    title: text("title").notNull(),
    description: text("description").notNull().default(""),
    status: text("status").$type<(typeof taskStatuses)[number]>().notNull().default("todo"),
    priority: text("priority").$type<(typeof taskPriorities)[number]>().notNull().default("none"),
    dueOn: date("due_on", { mode: "string" }),
    dueAt: instant("due_at"),
    completedAt: instant("completed_at"),
    deletedAt: instant("deleted_at"),
    version: integer("version").notNull().default(1),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    titleKey: sortableText("title_key").notNull().generatedAlwaysAs(lowerCase("title")),
    priorityKey: smallint("priority_key")
      .notNull()
      .generatedAlwaysAs(sql.raw(`CASE "priority" ${ranks} END`)),
    dueKey: instant("due_key")
      .notNull()
      .generatedAlwaysAs(sql`coalesce("due_at", ("due_on" + 1)::timestamp AT TIME ZONE 'UTC', 'infinity')`),
  },
  (t) => [
    // The owner comes first: an index finds a row, pages through them, and lets rows be spread by owner.
    primaryKey({ columns: [t.userId, t.id] }),
    index("task_by_created").on(t.userId, t.createdAt, t.id),
    index("task_by_updated").on(t.userId, t.updatedAt, t.id),
    index("task_by_due").on(t.userId, t.dueKey, t.id),
    index("task_by_priority").on(t.userId, t.priorityKey, t.id),
    index("task_by_title").on(t.userId, t.titleKey, t.id),
    check("task_title_length", sql.raw(`char_length("title") between 1 and ${maxTitleLength}`)),
    check("task_description_length", sql.raw(`char_length("description") <= ${maxDescriptionLength}`)),
    check("task_status_known", oneOf(t.status, taskStatuses)),
    check("task_priority_known", oneOf(t.priority, taskPriorities)),
    check("task_completed", sql`("status" = 'done') = ("completed_at" is not null)`),
    check("task_due_once", sql`"due_on" is null or "due_at" is null`),
  ],
).enableRLS();
