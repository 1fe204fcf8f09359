import { type CreateTask, maxTasks, type Task, type UpdateTask } from "@claimcheck/contract/tasks";
import type { Tx } from "@claimcheck/database/as-user";
import { tag, taskTag } from "@claimcheck/database/schema/tags";
import { task } from "@claimcheck/database/schema/tasks";
import { and, count, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import { assertQuota, holdTags } from "../locks.ts";
import { ownRows as own } from "../own-rows.ts";
import { ProblemError } from "../problem.ts";
import { taskColumns, toTask } from "./rows.ts";

const grown = { version: sql`${task.version} + 1`, updatedAt: sql`now()` };

/** `completedAt` follows the status: set when it becomes done, to now unless given, kept while it is, cleared when it leaves done. */
export function statusChange(status: Task["status"], given: Readonly<Record<string, string>> = {}) {
  const before = sql`(${JSON.stringify(given)}::jsonb ->> ${task.id}::text)::timestamptz`;
  const completedAt = status === "done" ? sql`coalesce(${task.completedAt}, ${before}, now())` : sql`null`;
  return { status, completedAt };
}

/** Changing the tasks of one person, in a transaction of theirs. */
export function createTaskWrites(ownRows = own) {
  const oneOf = (userUuid: string, id: string) => and(ownRows(task.userId, userUuid), eq(task.id, id));

  const read = (tx: Tx, userUuid: string, id: string) =>
    tx.select(taskColumns(ownRows, userUuid)).from(task).where(oneOf(userUuid, id));

  /** Puts these tags on a task, which is there, after holdTags(). Throws validation_failed for one that isn't the person's. */
  async function putTags(tx: Tx, userUuid: string, taskId: string, tagIds: string[]) {
    if (tagIds.length === 0) return;
    const known = await tx
      .select({ id: tag.id })
      .from(tag)
      .where(and(ownRows(tag.userId, userUuid), inArray(tag.id, tagIds)));
    const errors = tagIds.flatMap((id, at) =>
      known.some((of) => of.id === id)
        ? []
        : [{ pointer: `/body/tags/${at}`, detail: "must be the id of a tag of yours" }],
    );
    if (errors.length > 0) throw new ProblemError("validation_failed", { errors });
    await tx.insert(taskTag).values(tagIds.map((tagId) => ({ userId: userUuid, taskId, tagId })));
  }

  return {
    /** Throws quota_reached, and validation_failed for a tag that isn't the person's. */
    async create(tx: Tx, userUuid: string, { tags, ...values }: CreateTask): Promise<Task> {
      const dueAt = values.dueAt === null ? null : new Date(values.dueAt);
      const done = values.status === "done" && { completedAt: sql`now()` };
      const [, [made]] = await Promise.all([
        tags.length > 0 && holdTags(tx, userUuid),
        tx
          .insert(task)
          .values({ ...values, ...done, dueAt, userId: userUuid })
          .returning({ id: task.id }),
      ]);
      const id = made?.id ?? "";
      await putTags(tx, userUuid, id, tags);
      const [, [row]] = await Promise.all([makeRoom(tx, ownRows(task.userId, userUuid)), read(tx, userUuid, id)]);
      return toTask(row as NonNullable<typeof row>);
    },

    /**
     * Changes a task that isn't deleted; undefined when there is none. `versions`: the ones that may be changed.
     * Throws version_changed when it has another, and validation_failed for a tag that isn't the person's.
     */
    async update(
      tx: Tx,
      userUuid: string,
      id: string,
      { tags, status, ...change }: UpdateTask,
      versions?: number[],
    ): Promise<Task | undefined> {
      const { dueOn, dueAt, ...fields } = change;
      const due = {
        ...(dueOn !== undefined && { dueOn, ...(dueOn && { dueAt: null }) }),
        ...(dueAt !== undefined && {
          dueAt: dueAt === null ? null : new Date(dueAt),
          ...(dueAt && { dueOn: null }),
        }),
      };
      if (tags) await holdTags(tx, userUuid);
      const there = await changeOne(tx, userUuid, id, versions, {
        ...fields,
        ...due,
        ...(status && statusChange(status)),
        ...grown,
      });
      if (!there) return undefined;
      if (tags) {
        const ofTask = and(ownRows(taskTag.userId, userUuid), eq(taskTag.taskId, id));
        await tx.delete(taskTag).where(ofTask);
        await putTags(tx, userUuid, id, tags);
      }
      return (await read(tx, userUuid, id)).map(toTask)[0];
    },

    /** Marks a task as deleted; undefined when there is none. Throws version_changed. */
    remove: (tx: Tx, userUuid: string, id: string, versions?: number[]) =>
      changeOne(tx, userUuid, id, versions, { ...grown, deletedAt: sql`now()` }),

    /** Takes back a deletion; a task that isn't deleted stays as it is. Undefined when there is none. */
    async restore(tx: Tx, userUuid: string, id: string): Promise<Task | undefined> {
      const [, [row]] = await Promise.all([
        tx
          .update(task)
          .set({ ...grown, deletedAt: null })
          .where(and(oneOf(userUuid, id), isNotNull(task.deletedAt))),
        read(tx, userUuid, id),
      ]);
      return row && toTask(row);
    },

    /** To be called behind an insert. */
    assertRoom: (tx: Tx, userUuid: string) => makeRoom(tx, ownRows(task.userId, userUuid)),
  };

  async function changeOne(
    tx: Tx,
    userUuid: string,
    id: string,
    versions: number[] | undefined,
    change: PgUpdateSetSource<typeof task>,
  ): Promise<true | undefined> {
    const there = and(oneOf(userUuid, id), isNull(task.deletedAt));
    // The version is part of the statement that changes the row: nobody can come between.
    const changed = await tx
      .update(task)
      .set(change)
      .where(and(there, versions && inArray(task.version, versions)))
      .returning({ id: task.id });
    if (changed.length > 0) return true;
    if (versions && (await tx.select({ id: task.id }).from(task).where(there)).length > 0)
      throw new ProblemError("version_changed");
    return undefined;
  }
}

/** Deleted tasks count, too, but the ones deleted first give way for good. Throws quota_reached when that isn't enough. */
async function makeRoom(tx: Tx, mine: SQL): Promise<void> {
  const [counted] = await tx.select({ rows: count() }).from(task).where(mine);
  const over = (counted?.rows ?? 0) - maxTasks;
  if (over <= 0) return;
  // One that is being restored, or that another transaction removes for its own, isn't waited for.
  const oldest = await tx
    .select({ id: task.id })
    .from(task)
    .where(and(mine, isNotNull(task.deletedAt)))
    .orderBy(task.deletedAt)
    .limit(over)
    .for("update", { skipLocked: true });
  assertQuota(maxTasks + over - oldest.length, maxTasks, "tasks, of which none is deleted");
  const ids = oldest.map(({ id }) => id);
  await tx.delete(task).where(and(mine, inArray(task.id, ids)));
}
