import {
  type ListTasksQuery,
  type Stats,
  type StatsQuery,
  type Task,
  taskPriorities,
  taskStatuses,
} from "@claimcheck/contract/tasks";
import type { AsUser, Caller, Tx } from "@claimcheck/database/as-user";
import { databaseCode } from "@claimcheck/database/errors";
import { task } from "@claimcheck/database/schema/tasks";
import { and, asc, count, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { Place } from "../cursor.ts";
import { dayIn, startOfDay } from "../days.ts";
import { ownRows as own } from "../own-rows.ts";
import { ProblemError } from "../problem.ts";
import { conditionsOf, isDueSoon, isOverdue } from "./filters.ts";
import { taskColumns, toTask } from "./rows.ts";
import { isAfter, keyOf, orderBy } from "./sorting.ts";

/** SQLSTATE of a statement that took longer than statement_timeout. */
const queryCanceled = "57014";
const soonDays = 7;
/** How long Postgres may look for a text: less than it waits for a lock, and than it may take for anything else. */
const searchLimit = "1500ms";

/** Reading the tasks of one person at a time, each in one flight and in a transaction that can't write. */
export function createTaskReads(asUser: AsUser, ownRows = own) {
  const select = (caller: Caller, where: SQL | undefined, order: SQL[], limit: number) =>
    asUser(caller, "read", (tx) => page(tx, caller.userUuid, where, order, limit));
  const page = (tx: Tx, userUuid: string, where: SQL | undefined, order: SQL[], limit: number) =>
    tx
      .select(taskColumns(ownRows, userUuid))
      .from(task)
      .where(and(ownRows(task.userId, userUuid), where))
      .orderBy(...order)
      .limit(limit);

  /** The same with a time limit of its own, since no index helps it. Throws search_too_slow. */
  async function search(...[caller, ...rest]: Parameters<typeof select>) {
    try {
      return await asUser(caller, "read", async (tx) => {
        const limited = tx.execute(sql`select set_config('statement_timeout', ${searchLimit}, true)`);
        const [, rows] = await Promise.all([limited, page(tx, caller.userUuid, ...rest)]);
        return rows;
      });
    } catch (error) {
      if (databaseCode(error) === queryCanceled) throw new ProblemError("search_too_slow", { cause: error });
      throw error;
    }
  }

  return {
    /**
     * The tasks that fit the query, in its order: at most `limit`, after a place, each with its own sort key.
     * Throws search_too_slow.
     */
    async list(caller: Caller, query: ListTasksQuery, limit: number, after?: Place<string | number | null>) {
      const conditions = conditionsOf(query, { ownRows, userUuid: caller.userUuid, now: new Date() });
      const where = and(conditions, after && isAfter(after, query));
      const rows = await (query.q === undefined ? select : search)(caller, where, orderBy(query), limit);
      return rows.map((row) => {
        const item = toTask(row);
        return { item, key: keyOf({ ...item, titleKey: row.titleKey }, query) };
      });
    },

    /** A task that isn't deleted. */
    async get(caller: Caller, id: string): Promise<Task | undefined> {
      const where = and(eq(task.id, id), isNull(task.deletedAt));
      return (await select(caller, where, [], 1)).map(toTask)[0];
    },

    /** All tasks, deleted ones too, by id: at most `limit` after `afterId`. */
    async all(caller: Caller, limit: number, afterId: string | undefined): Promise<Task[]> {
      const where = afterId ? gt(task.id, afterId) : undefined;
      return (await select(caller, where, [asc(task.id)], limit)).map(toTask);
    },

    /** Counts of what isn't deleted; days are those of the time zone. */
    async stats(caller: Caller, { tz, days }: StatsQuery): Promise<Stats> {
      const now = new Date();
      const mine = and(ownRows(task.userId, caller.userUuid), isNull(task.deletedAt));
      const dates = Array.from({ length: days }, (_, at) => dayIn(tz, now, at - days + 1));
      const starts = [...dates, dayIn(tz, now, 1)].map((date) => startOfDay(date, tz));
      const day = sql<number>`width_bucket(${task.completedAt}, ${sql.param(starts)}::timestamptz[])`;
      const [groups, completed] = await asUser(caller, "read", async (tx) =>
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
