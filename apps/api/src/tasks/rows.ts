import type { TagRef } from "@claimcheck/contract/tags";
import type { Task } from "@claimcheck/contract/tasks";
import { tag, taskTag } from "@claimcheck/database/schema/tags";
import { task } from "@claimcheck/database/schema/tasks";
import { getTableColumns, sql } from "drizzle-orm";
import type { OwnRows } from "../own-rows.ts";

const { userId: _owner, priorityKey: _priorityKey, dueKey: _dueKey, ...stored } = getTableColumns(task);

/** The columns of a task with its tags, which come in the same statement. */
export function taskColumns(ownRows: OwnRows, userUuid: string) {
  const list = sql`(
    select coalesce(json_agg(json_build_object('id', ${tag.id}, 'name', ${tag.name}, 'color', ${tag.color})
      order by ${tag.nameKey}), '[]')
    from ${taskTag} join ${tag} on ${tag.userId} = ${taskTag.userId} and ${tag.id} = ${taskTag.tagId}
    where ${ownRows(taskTag.userId, userUuid)} and ${taskTag.taskId} = ${task.id})`;
  // Nested: drizzle takes the table's name off a column that stands in a selected expression itself.
  return { ...stored, tags: sql<TagRef[]>`${list}` };
}

type Row = Omit<typeof task.$inferSelect, "userId" | "priorityKey" | "dueKey"> & { tags: TagRef[] };

/** The task as the contract has it. */
export function toTask({ titleKey: _titleKey, ...row }: Row): Task {
  return {
    ...row,
    dueAt: row.dueAt?.toISOString() ?? null,
    completedAt: row.completedAt?.toISOString() ?? null,
    deletedAt: row.deletedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
