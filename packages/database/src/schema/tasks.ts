import { maxTitleLength, taskPriorities, taskStatuses } from "@claimcheck/contract/tasks";
import { sql } from "drizzle-orm";
import { check, date, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { user } from "./auth.ts";
import { instant, oneOf } from "./columns.ts";

/**
 * Tasks. Roles, grants and policy are in migrations/0001_isolation.sql. `version`, `updatedAt` and `completedAt` are kept by
 * the statement that changes a row.
 */
export const task = pgTable(
  "task",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => user.uuid, { onDelete: "cascade" }),
    // Version 7: in order of time, so it is the sort key of a page as well.
    id: uuid("id").notNull().default(sql`uuidv7()`),
    title: text("title").notNull(),
    status: text("status").$type<(typeof taskStatuses)[number]>().notNull().default("todo"),
    priority: text("priority").$type<(typeof taskPriorities)[number]>().notNull().default("none"),
    dueOn: date("due_on", { mode: "string" }),
    completedAt: instant("completed_at"),
    version: integer("version").notNull().default(1),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (t) => [
    // The owner comes first: one index finds a row, pages through them, and lets rows be spread by owner.
    primaryKey({ columns: [t.userId, t.id] }),
    check("task_title_length", sql.raw(`char_length("title") between 1 and ${maxTitleLength}`)),
    check("task_status_known", oneOf(t.status, taskStatuses)),
    check("task_priority_known", oneOf(t.priority, taskPriorities)),
    check("task_completed", sql`("status" = 'done') = ("completed_at" is not null)`),
  ],
).enableRLS();
