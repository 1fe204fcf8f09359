import { maxTagsOfTask } from "@claimcheck/contract/tags";
import type { BatchTasks, Task } from "@claimcheck/contract/tasks";
import type { Tx } from "@claimcheck/database/as-user";
import { auditEvent } from "@claimcheck/database/schema/audit";
import { tag, taskTag } from "@claimcheck/database/schema/tags";
import { task } from "@claimcheck/database/schema/tasks";
import { and, count, eq, inArray, isNull, max, sql } from "drizzle-orm";
import { assertQuota, holdTags } from "../locks.ts";
import { ownRows as own } from "../own-rows.ts";
import { ProblemError } from "../problem.ts";
import { statusChange } from "./write.ts";

/** One action on many tasks of one person, in a transaction of theirs. */
export function createTaskBatch(ownRows = own) {
  /**
   * Does it to all of the tasks or, by throwing, to none; gives how many. Throws not_found when one isn't there,
   * validation_failed when the tag isn't the person's, and quota_reached when a task would have too many tags.
   */
  return async (tx: Tx, userUuid: string, batch: BatchTasks): Promise<number> => {
    const tasks = and(ownRows(task.userId, userUuid), inArray(task.id, batch.ids));
    if (batch.action === "add_tag") await holdTags(tx, userUuid);
    const changed = await tx
      .update(task)
      .set({ ...changeOf(batch), version: sql`${task.version} + 1`, updatedAt: sql`now()` })
      .where(and(tasks, batch.action === "restore" ? undefined : isNull(task.deletedAt)))
      .returning({ id: task.id });
    if (changed.length !== batch.ids.length) throw new ProblemError("not_found");
    if (batch.action === "add_tag") await addTag(tx, userUuid, batch.ids, batch.tag);
    if (batch.action === "remove_tag") await removeTag(tx, userUuid, batch.ids, batch.tag);
    if (batch.action === "delete")
      await tx
        .insert(auditEvent)
        .values({ userId: userUuid, kind: "tasks_deleted", detail: { count: changed.length } });
    return changed.length;
  };

  async function addTag(tx: Tx, userUuid: string, ids: string[], tagId: string): Promise<void> {
    const known = await tx
      .select({ id: tag.id })
      .from(tag)
      .where(and(ownRows(tag.userId, userUuid), eq(tag.id, tagId)));
    if (known.length === 0) throw unknownTag();
    await tx
      .insert(taskTag)
      .values(ids.map((taskId) => ({ userId: userUuid, taskId, tagId })))
      .onConflictDoNothing();
    const ofTask = tx
      .select({ tags: count().as("tags") })
      .from(taskTag)
      .where(and(ownRows(taskTag.userId, userUuid), inArray(taskTag.taskId, ids)))
      .groupBy(taskTag.taskId)
      .as("of_task");
    const [most] = await tx.select({ tags: max(ofTask.tags) }).from(ofTask);
    assertQuota(Number(most?.tags ?? 0), maxTagsOfTask, "tags on a task");
  }

  async function removeTag(tx: Tx, userUuid: string, ids: string[], tagId: string): Promise<void> {
    const [known] = await Promise.all([
      tx
        .select({ id: tag.id })
        .from(tag)
        .where(and(ownRows(tag.userId, userUuid), eq(tag.id, tagId))),
      tx
        .delete(taskTag)
        .where(and(ownRows(taskTag.userId, userUuid), inArray(taskTag.taskId, ids), eq(taskTag.tagId, tagId))),
    ]);
    if (known.length === 0) throw unknownTag();
  }
}

function changeOf(batch: BatchTasks) {
  if (batch.action === "complete") return statusChange("done", batch.completedAt);
  if (batch.action === "reopen")
    return {
      status: sql<Task["status"]>`case ${task.status} when 'done' then 'todo' else ${task.status} end`,
      completedAt: null,
    };
  if (batch.action === "set_priority") return { priority: batch.priority };
  if (batch.action === "delete") return { deletedAt: sql`now()` };
  return batch.action === "restore" ? { deletedAt: null } : {};
}

function unknownTag(): ProblemError {
  return new ProblemError("validation_failed", {
    errors: [{ pointer: "/body/tag", detail: "must be the id of a tag of yours" }],
  });
}
