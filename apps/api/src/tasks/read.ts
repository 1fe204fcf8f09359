import {
  type ListTasksQuery,
  type Stats,
  type StatsQuery,
  type Task,
  taskPriorities,
  taskStatuses,
} from "@claimcheck/contract/tasks";
import type { AsUser } from "@claimcheck/database/as-user";
import { task } from "@claimcheck/database/schema/tasks";
import { and, asc, count, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { Place } from "../cursor.ts";
import { dayIn, startOfDay } from "../days.ts";
import { ownRows as own } from "../own-rows.ts";
import { conditionsOf, isDueSoon, isOverdue } from "./filters.ts";
import { taskColumns, toTask } from "./rows.ts";
import { isAfter, keyOf, orderBy } from "./sorting.ts";

const soonDays = 7;

/** Reading the tasks of one person at a time, each in one flight and in a transaction that can't write. */
export function createTaskReads(asUser: AsUser, ownRows = own) {
  const select = (userUuid: string, where: SQL | undefined, order: SQL[], limit: number) =>
    asUser(userUuid, "read", (tx) =>
      tx
        .select(taskColumns(ownRows, userUuid))
        .from(task)
        .where(and(ownRows(task.userId, userUuid), where))
        .orderBy(...order)
        .limit(limit),
    );
  return {
    /** The tasks that fit the query, in its order: at most `limit`, after a place, each with its own sort key. */
    async list(userUuid: string, query: ListTasksQuery, limit: number, after?: Place<string | number | null>) {
      const conditions = conditionsOf(query, { ownRows, userUuid, now: new Date() });
      const where = and(conditions, after && isAfter(after, query));
      const rows = await select(userUuid, where, orderBy(query), limit);
      return rows.map((row) => {
        const item = toTask(row);
        return { item, key: keyOf({ ...item, titleKey: row.titleKey }, query) };
      });
    },

    /** A task that isn't deleted. */
    async get(userUuid: string, id: string): Promise<Task | undefined> {
      const where = and(eq(task.id, id), isNull(task.deletedAt));
      return (await select(userUuid, where, [], 1)).map(toTask)[0];
    },

    /** All tasks, deleted ones too, by id: at most `limit` after `afterId`. */
    async all(userUuid: string, limit: number, afterId: string | undefined): Promise<Task[]> {
      const where = afterId ? gt(task.id, afterId) : undefined;
      return (await select(userUuid, where, [asc(task.id)], limit)).map(toTask);
    },

    /** Counts of what isn't deleted; days are those of the time zone. */
    async stats(userUuid: string, { tz, days }: StatsQuery): Promise<Stats> {
      const now = new Date();
      const mine = and(ownRows(task.userId, userUuid), isNull(task.deletedAt));
      const dates = Array.from({ length: days }, (_, at) => dayIn(tz, now, at - days + 1));
      const starts = [...dates, dayIn(tz, now, 1)].map((date) => startOfDay(date, tz));
      const day = sql<number>`width_bucket(${task.completedAt}, ${sql.param(starts)}::timestamptz[])`;
      const [groups, completed] = await asUser(userUuid, "read", async (tx) =>
        Promise.all([
          tx
            .select({
              status: task.status,
              priority: task.priority,
              count: count(),
              overdue: sql<number>`count(*) filter (where ${isOverdue(tz, now)})`.mapWith(Number),
              soon: sql<number>`count(*) filter (where ${isDueSoon(tz, now, soonDays)})`.mapWith(Number),
            })
            .from(task)
            .where(mine)
            .groupBy(task.status, task.priority),
          tx.select({ day, count: count() }).from(task).where(mine).groupBy(sql`1`),
        ]),
      );
      const sum = (of: "count" | "overdue" | "soon", fits: (group: (typeof groups)[number]) => boolean) =>
        groups.filter(fits).reduce((total, group) => total + group[of], 0);
      const tally = <T extends string>(names: readonly T[], countOf: (name: T) => number) =>
        Object.fromEntries(names.map((name) => [name, countOf(name)])) as Record<T, number>;
      const each = () => true;
      return {
        byStatus: tally(taskStatuses, (name) => sum("count", ({ status }) => status === name)),
        byPriority: tally(taskPriorities, (name) => sum("count", ({ priority }) => priority === name)),
        openByPriority: tally(taskPriorities, (name) =>
          sum("count", ({ status, priority }) => status !== "done" && priority === name),
        ),
        overdue: sum("overdue", each),
        dueSoon: sum("soon", each),
        completedPerDay: dates.map((date, at) => ({
          date,
          count: completed.find((bucket) => bucket.day === at + 1)?.count ?? 0,
        })),
      };
    },
  };
}
