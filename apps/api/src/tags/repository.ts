import { type CreateTag, maxTags, type Tag, type TagRef, tagColors, type UpdateTag } from "@claimcheck/contract/tags";
import type { AsUser, Caller, Tx } from "@claimcheck/database/as-user";
import { databaseCode } from "@claimcheck/database/errors";
import { foldCase } from "@claimcheck/database/schema/columns";
import { tag, taskTag } from "@claimcheck/database/schema/tags";
import { task } from "@claimcheck/database/schema/tasks";
import { and, count, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { assertQuota, lockTags } from "../locks.ts";
import { ownRows as own } from "../own-rows.ts";
import { ProblemError } from "../problem.ts";

const ref = { id: tag.id, name: tag.name, color: tag.color };

/** The tags of one person at a time. */
export function createTagsRepository(asUser: AsUser, ownRows = own) {
  const oneOf = (userUuid: string, id: string) => and(ownRows(tag.userId, userUuid), eq(tag.id, id));

  /** What a task's answer says of its tags changes with them, so its version does. */
  const touchTasks = (tx: Tx, userUuid: string, id: string) => {
    const tagged = tx
      .select({ id: taskTag.taskId })
      .from(taskTag)
      .where(and(ownRows(taskTag.userId, userUuid), eq(taskTag.tagId, id)));
    return tx
      .update(task)
      .set({ version: sql`${task.version} + 1` })
      .where(and(ownRows(task.userId, userUuid), inArray(task.id, tagged)));
  };

  return {
    /** All of them by name, or the one of a name, with how many tasks that aren't deleted have each. */
    async list(caller: Caller, name?: string): Promise<Tag[]> {
      const { userUuid } = caller;
      const tasks = sql`(
        select count(*) from ${taskTag}
        join ${task} on ${task.userId} = ${taskTag.userId} and ${task.id} = ${taskTag.taskId}
        where ${ownRows(taskTag.userId, userUuid)} and ${taskTag.tagId} = ${tag.id} and ${isNull(task.deletedAt)})`;
      return asUser(caller, "read", (tx) =>
        tx
          .select({ ...ref, taskCount: sql`${tasks}`.mapWith(Number) })
          .from(tag)
          .where(and(ownRows(tag.userId, userUuid), name === undefined ? undefined : isNamed(name)))
          .orderBy(tag.nameKey),
      );
    },

    /** Throws tag_exists, or quota_reached. Without a colour the next one in turn is taken. */
    async create(tx: Tx, userUuid: string, { name, color }: CreateTag): Promise<TagRef> {
      const tags = await countOf(tx, ownRows(tag.userId, userUuid));
      assertQuota(tags + 1, maxTags, "tags");
      const next = tagColors[tags % tagColors.length] ?? "gray";
      const [made] = await unlessNameIsTaken(
        tx
          .insert(tag)
          .values({ userId: userUuid, name, color: color ?? next })
          .returning(ref),
      );
      return made as TagRef;
    },

    /** Undefined when there is none. Throws tag_exists. */
    async update(caller: Caller, id: string, change: UpdateTag): Promise<TagRef | undefined> {
      const { userUuid } = caller;
      const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      return asUser(caller, "write", async (tx) => {
        await Promise.all([lockTags(tx, userUuid), touchTasks(tx, userUuid, id)]);
        const query = tx.update(tag).set(set).where(oneOf(userUuid, id)).returning(ref);
        return (await unlessNameIsTaken(query))[0];
      });
    },

    /** Takes it off its tasks, too. Undefined when there is none. */
    async remove(caller: Caller, id: string): Promise<TagRef | undefined> {
      const { userUuid } = caller;
      return asUser(caller, "write", async (tx) => {
        await Promise.all([lockTags(tx, userUuid), touchTasks(tx, userUuid, id)]);
        return (await tx.delete(tag).where(oneOf(userUuid, id)).returning(ref))[0];
      });
    },
  };
}

/** In any case of its letters. */
const isNamed = (name: string) => sql`${tag.nameKey} = ${foldCase(sql`${name}::text`)}`;

/** How many tags there are. `mine`: lock one. */
export async function countOf(tx: Tx, mine: SQL): Promise<number> {
  const [counted] = await tx.select({ rows: count() }).from(tag).where(mine);
  return counted?.rows ?? 0;
}

async function unlessNameIsTaken<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    if (databaseCode(error) === "23505") throw new ProblemError("tag_exists");
    throw error;
  }
}
