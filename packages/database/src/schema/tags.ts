import { tagColors } from "@claimcheck/contract/tags";
import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { user } from "./auth.ts";
import { foldCase, oneOf, sortableText } from "./columns.ts";
import { task } from "./tasks.ts";

/** Tags; a name is unique for each person, in any case of its letters. */
export const tag = pgTable(
  "tag",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => user.uuid, { onDelete: "cascade" }),
    id: uuid("id").notNull().default(sql`uuidv7()`),
    name: text("name").notNull(),
    color: text("color").$type<(typeof tagColors)[number]>().notNull(),
    nameKey: sortableText("name_key")
      .notNull()
      .generatedAlwaysAs(foldCase(sql.raw(`"name"`))),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.id] }),
    unique("tag_name_unique").on(t.userId, t.nameKey),
    check("tag_name_length", sql`char_length("name") between 1 and 40`),
    check("tag_color_known", oneOf(t.color, tagColors)),
  ],
).enableRLS();

/** Which task has which tag. Both keys hold the owner, so that nobody's task can have somebody else's tag. */
export const taskTag = pgTable(
  "task_tag",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => user.uuid, { onDelete: "cascade" }),
    taskId: uuid("task_id").notNull(),
    tagId: uuid("tag_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.taskId, t.tagId] }),
    index("task_tag_by_tag").on(t.userId, t.tagId),
    foreignKey({
      columns: [t.userId, t.taskId],
      foreignColumns: [task.userId, task.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.userId, t.tagId],
      foreignColumns: [tag.userId, tag.id],
    }).onDelete("cascade"),
  ],
).enableRLS();
