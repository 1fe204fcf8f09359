import { type ListTasksQuery, type Task, taskPriorities } from "@claimcheck/contract/tasks";
import { task } from "@claimcheck/database/schema/tasks";
import { asc, desc, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Place } from "../cursor.ts";
import { leadsOf, startOfDay } from "../days.ts";

type Sorted = Task & { titleKey: string };
type Key = string | number | null;
type Sorting = Pick<ListTasksQuery, "sort" | "order" | "tz">;

const instant = z.iso.datetime();

/** Each way to sort: its stored column, and the key of a task as it stands in a cursor. `due`: null for undated. */
const sorts = {
  created: { column: task.createdAt, form: instant, keyOf: (of: Sorted) => of.createdAt },
  updated: { column: task.updatedAt, form: instant, keyOf: (of: Sorted) => of.updatedAt },
  due: {
    column: task.dueKey,
    form: instant.nullable(),
    keyOf: ({ dueAt, dueOn }: Sorted, tz: string) => dueAt ?? (dueOn && endOf(dueOn, tz)),
  },
  priority: {
    column: task.priorityKey,
    form: z.int().min(0).max(4),
    keyOf: (of: Sorted) => taskPriorities.indexOf(of.priority),
  },
  title: {
    column: task.titleKey,
    form: z
      .string()
      .max(800)
      .refine((key) => !key.includes("\0") && key.isWellFormed()),
    keyOf: (of: Sorted) => of.titleKey,
  },
} as const;

export function keyForm({ sort }: Sorting): z.ZodType<Key> {
  return sorts[sort].form;
}

export function keyOf(of: Sorted, { sort, tz }: Sorting): Key {
  return sorts[sort].keyOf(of, tz);
}

/** The key of a day stands just before the first instant of the next one in that zone, or some hours earlier. */
function endOf(day: string, tz: string): string {
  const { ms = 0 } = leadsOf(tz).findLast(({ from }) => from <= day) ?? {};
  return new Date(Date.parse(startOfDay(day, "UTC", 1)) - (tz === "UTC" ? 0 : ms + 1)).toISOString();
}

/** What rows are sorted by: the key that is stored, which has an index, unless it is about the days of another zone than UTC. */
function keyIn({ sort, tz }: Sorting): SQL {
  if (sort !== "due" || tz === "UTC") return sql`${sorts[sort].column}`;
  const [first, ...later] = leadsOf(tz);
  const times = later.toReversed().map(({ from, ms }) => sql`when ${task.dueOn} >= ${from} then ${ms + 1}::float8`);
  const earlier = sql`case ${sql.join(times, sql` `)} else ${(first?.ms ?? 0) + 1}::float8 end`;
  return sql`coalesce(${task.dueAt}, ${task.dueKey} - (${earlier}) * interval '1 millisecond')`;
}

/** Due neither on a day nor at an instant. */
export const undated = sql`${task.dueKey} = 'infinity'`;

/** The order of a list: by its key, then by id. What has no date comes last in both directions. */
export function orderBy(sorting: Sorting): SQL[] {
  const by = sorting.order === "asc" ? asc : desc;
  const keys = [by(keyIn(sorting)), by(task.id)];
  return sorting.sort === "due" && sorting.order === "desc" ? [asc(undated), ...keys] : keys;
}

/** The rows after a place in that order. */
export function isAfter({ key, id }: Place<Key>, sorting: Sorting): SQL {
  const { sort, order } = sorting;
  const beyond = sql.raw(order === "asc" ? ">" : "<");
  if (sort !== "due" || order === "asc")
    return sql`(${keyIn(sorting)}, ${task.id}) ${beyond} (${key ?? "infinity"}, ${id})`;
  if (key === null) return sql`(${undated} and ${task.id} < ${id})`;
  return sql`((${keyIn(sorting)}, ${task.id}) < (${key}, ${id}) or ${undated})`;
}
