import { type ListTasksQuery, type Task, taskPriorities } from "@claimcheck/contract/tasks";
import { task } from "@claimcheck/database/schema/tasks";
import { asc, desc, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Place } from "../cursor.ts";
import { startOfDay } from "../days.ts";

type Sorted = Task & { titleKey: string };
type Key = string | number | null;
type Sorting = Pick<ListTasksQuery, "sort" | "order">;

const instant = z.iso.datetime();

/** Each way to sort: its stored column, and the key of a task as it stands in a cursor. `due`: null for undated. */
const sorts = {
  created: { column: task.createdAt, form: instant, keyOf: (of: Sorted) => of.createdAt },
  updated: { column: task.updatedAt, form: instant, keyOf: (of: Sorted) => of.updatedAt },
  due: {
    column: task.dueKey,
    form: instant.nullable(),
    keyOf: ({ dueAt, dueOn }: Sorted) => dueAt ?? (dueOn && startOfDay(dueOn, "UTC", 1)),
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

export function keyOf(of: Sorted, { sort }: Sorting): Key {
  return sorts[sort].keyOf(of);
}

/** Due neither on a day nor at an instant. */
export const undated = sql`${task.dueKey} = 'infinity'`;

/** The order of a list: by the stored key, then by id. What has no date comes last in both directions. */
export function orderBy({ sort, order }: Sorting): SQL[] {
  const by = order === "asc" ? asc : desc;
  const keys = [by(sorts[sort].column), by(task.id)];
  return sort === "due" && order === "desc" ? [asc(undated), ...keys] : keys;
}

/** The rows after a place in that order. */
export function isAfter({ key, id }: Place<Key>, { sort, order }: Sorting): SQL {
  const beyond = sql.raw(order === "asc" ? ">" : "<");
  if (sort !== "due" || order === "asc")
    return sql`(${sorts[sort].column}, ${task.id}) ${beyond} (${key ?? "infinity"}, ${id})`;
  if (key === null) return sql`(${undated} and ${task.id} < ${id})`;
  return sql`((${task.dueKey}, ${task.id}) < (${key}, ${id}) or ${undated})`;
}
