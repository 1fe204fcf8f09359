import type { CreateTask, Task, UpdateTask } from "@claimcheck/contract/tasks";
import type { AsUser } from "@claimcheck/database/as-user";
import { auditEvent } from "@claimcheck/database/schema/audit";
import { task } from "@claimcheck/database/schema/tasks";
import { and, desc, eq, getTableColumns, inArray, lt, type SQL, sql } from "drizzle-orm";

/** Lock one on every row; Postgres' row-level security is lock two. */
export type OwnRows = (userUuid: string) => SQL | undefined;
const ownedBy: OwnRows = (userUuid) => eq(task.userId, userUuid);

/**
 * The tasks of one person at a time: each function takes the owner's uuid first and sees no other rows.
 * All but the batch are one statement in one flight. `ownRows` is a parameter so that a test can take lock one away.
 */
export function createTasksRepository(asUser: AsUser, ownRows: OwnRows = ownedBy) {
  const oneOf = (userUuid: string, id: string) => and(ownRows(userUuid), eq(task.id, id));
  return {
    /** Newest first (ids are UUIDv7, so they sort by time); the ones after `afterId`, at most `limit`. */
    async list(userUuid: string, limit: number, afterId: string | undefined): Promise<Task[]> {
      const rows = await asUser(userUuid, "read", (tx) =>
        tx
          .select(columns)
          .from(task)
          .where(and(ownRows(userUuid), afterId ? lt(task.id, afterId) : undefined))
          .orderBy(desc(task.id))
          .limit(limit),
      );
      return rows.map(toTask);
    },

    async get(userUuid: string, id: string): Promise<Task | undefined> {
      const rows = await asUser(userUuid, "read", (tx) =>
        tx.select(columns).from(task).where(oneOf(userUuid, id)),
      );
      return rows.map(toTask)[0];
    },

    async create(userUuid: string, values: CreateTask): Promise<Task> {
      const rows = await asUser(userUuid, "write", (tx) =>
        tx
          .insert(task)
          .values({ ...values, userId: userUuid })
          .returning(columns),
      );
      return rows.map(toTask)[0] as Task;
    },

    /** `completedAt` follows the status: set when it becomes done, cleared when it leaves done. */
    async update(userUuid: string, id: string, change: UpdateTask): Promise<Task | undefined> {
      const rows = await asUser(userUuid, "write", (tx) =>
        tx
          .update(task)
          .set({
            ...change,
            ...(change.status && { completedAt: completedAt(change.status) }),
            version: sql`${task.version} + 1`,
            updatedAt: sql`now()`,
          })
          .where(oneOf(userUuid, id))
          .returning(columns),
      );
      return rows.map(toTask)[0];
    },

    /** Gives the id of what was deleted. */
    async remove(userUuid: string, id: string): Promise<string | undefined> {
      const rows = await asUser(userUuid, "write", (tx) =>
        tx.delete(task).where(oneOf(userUuid, id)).returning({ id: task.id }),
      );
      return rows[0]?.id;
    },

    /** Deletes all of these or none, and says so in the owner's history. Gives how many; undefined if one isn't there. */
    async removeAll(userUuid: string, ids: string[]): Promise<number | undefined> {
      const missing = new Error("a task is missing");
      return asUser(userUuid, "write", async (tx) => {
        const rows = await tx
          .delete(task)
          .where(and(ownRows(userUuid), inArray(task.id, ids)))
          .returning({ id: task.id });
        if (rows.length !== ids.length) throw missing;
        const detail = { count: rows.length };
        await tx.insert(auditEvent).values({ userId: userUuid, kind: "tasks_deleted", detail });
        return rows.length;
      }).catch((error) => {
        if (error === missing) return undefined;
        throw error;
      });
    },
  };
}

const { userId: _owner, ...columns } = getTableColumns(task);

function toTask(row: Omit<typeof task.$inferSelect, "userId">): Task {
  return {
    ...row,
    completedAt: row.completedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function completedAt(status: Task["status"]): SQL {
  return status === "done" ? sql`coalesce(${task.completedAt}, now())` : sql`null`;
}
