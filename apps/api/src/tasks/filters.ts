import { type ListTasksQuery, maxSearchedLength } from "@claimcheck/contract/tasks";
import { foldCase } from "@claimcheck/database/schema/columns";
import { taskTag } from "@claimcheck/database/schema/tags";
import { task } from "@claimcheck/database/schema/tasks";
import { and, gt, gte, inArray, isNotNull, isNull, lt, ne, not, or, type SQL, sql } from "drizzle-orm";
import { dayIn, startOfDay } from "../days.ts";
import type { OwnRows } from "../own-rows.ts";
import { undated } from "./sorting.ts";

/** What a list is narrowed to; the owner isn't part of it. */
export type Filter = Omit<ListTasksQuery, "limit" | "cursor" | "sort" | "order">;

/** The conditions of a filter, as of `now`. Days are those of the filter's time zone. */
export function conditionsOf(
  filter: Filter,
  { ownRows, userUuid, now }: { ownRows: OwnRows; userUuid: string; now: Date },
): SQL | undefined {
  const { status, priority, tags, dueBefore, dueAfter, hasDue, overdue, q, tz } = filter;
  return and(
    filter.deleted ? isNotNull(task.deletedAt) : isNull(task.deletedAt),
    status && inArray(task.status, status),
    priority && inArray(task.priority, priority),
    tags && hasTags(ownRows(taskTag.userId, userUuid), tags, filter.tagMatch),
    dueBefore === undefined
      ? undefined
      : or(lt(task.dueOn, dueBefore), lt(task.dueAt, instant(startOfDay(dueBefore, tz)))),
    dueAfter === undefined
      ? undefined
      : or(gt(task.dueOn, dueAfter), gte(task.dueAt, instant(startOfDay(dueAfter, tz, 1)))),
    hasDue === undefined ? undefined : hasDue ? not(undated) : undated,
    overdue === undefined ? undefined : overdue ? isOverdue(tz, now) : not(isOverdue(tz, now)),
    q === undefined ? undefined : contains(q),
  );
}

/** Not done, and its day is over in that time zone, or its instant. Never null, so that it can be negated. */
export function isOverdue(tz: string, now: Date): SQL {
  const over = or(lt(task.dueOn, dayIn(tz, now)), lt(task.dueAt, now));
  return sql`coalesce(${and(ne(task.status, "done"), over)}, false)`;
}

/** Due in the days from today up to before the `days`-th one after it, but not over yet. */
export function isDueSoon(tz: string, now: Date, days: number): SQL | undefined {
  const [today, end] = [dayIn(tz, now), dayIn(tz, now, days)];
  return and(
    ne(task.status, "done"),
    or(
      and(gte(task.dueOn, today), lt(task.dueOn, end)),
      and(gte(task.dueAt, now), lt(task.dueAt, instant(startOfDay(end, tz)))),
    ),
  );
}

const instant = (iso: string) => new Date(iso);

function hasTags(own: SQL, tags: string[], match: "any" | "all"): SQL {
  const of = sql`from ${taskTag} where ${own} and ${taskTag.taskId} = ${task.id} and ${inArray(taskTag.tagId, tags)}`;
  return match === "any" ? sql`exists (select ${of})` : sql`(select count(*) ${of}) = ${tags.length}`;
}

/**
 * Not LIKE: its operators aren't leakproof, and no index would help. Postgres reads the person's own rows only, of
 * which there are at most as many as the quota says, and of each as much as Postgres finds in one place.
 */
function contains(q: string): SQL {
  const wanted = foldCase(sql`${q}::text`);
  return sql`(strpos(${foldCase(sql`${task.title}`)}, ${wanted}) > 0
    or strpos(${foldCase(sql`left(${task.description}, ${maxSearchedLength})`)}, ${wanted}) > 0)`;
}
