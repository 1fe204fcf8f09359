import {
  type ListTasksQuery,
  maxSearchedLength,
  type Task,
  taskPriorities,
  taskSorts,
  taskStatuses,
} from "@claimcheck/contract/tasks";
import fc from "fast-check";
import { dayIn } from "../../src/days.ts";

/* Any tasks and queries, and the plain model that a list of tasks is held to. */

/** In hours, how far ahead of UTC they are where they are furthest. */
const zones = {
  UTC: 0,
  "Europe/Berlin": 2,
  "America/Los_Angeles": -7,
  "Pacific/Kiritimati": 14,
  "Asia/Kolkata": 5.5,
};
const words = ["Äpfel", "äpfel kaufen", "b", "B", "Zebra", "_", "ßig", "10%", "a\\b", "éa"];
export const today = new Date();
const day = fc.integer({ min: -3, max: 3 }).map((days) => dayIn("UTC", today, days));
const instant = fc
  .integer({ min: -72, max: 72 })
  // What is due just now may be over by the time that it is asked for.
  .filter((hours) => hours !== 0)
  .map((hours) => new Date(today.getTime() + hours * 3_600_000).toISOString());

/** Any task; `tags` are numbers of tags. */
export const taskArbitrary = fc.record({
  title: fc.constantFrom(...words),
  description: fc.constantFrom("", "Äpfel", "x%y", `${"€".repeat(maxSearchedLength - 1)}%x`),
  status: fc.constantFrom(...taskStatuses),
  priority: fc.constantFrom(...taskPriorities),
  due: fc.oneof(
    fc.constant({}),
    day.map((dueOn) => ({ dueOn })),
    instant.map((dueAt) => ({ dueAt })),
  ),
  tags: fc.uniqueArray(fc.integer({ min: 0, max: 2 })),
});

const filters = {
  status: fc.subarray([...taskStatuses], { minLength: 1 }).map(String),
  priority: fc.subarray([...taskPriorities], { minLength: 1 }).map(String),
  tags: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1 }),
  dueBefore: day,
  dueAfter: day,
  hasDue: fc.constantFrom("true", "false"),
  overdue: fc.constantFrom("true", "false"),
  q: fc.constantFrom("ä", "B", "%", "\\", "_", "x%"),
  deleted: fc.constantFrom("true", "false"),
};
type Filters = {
  [K in keyof typeof filters]?: (typeof filters)[K] extends fc.Arbitrary<infer T> ? T : never;
};
const names = Object.keys(filters) as (keyof typeof filters)[];

/** A few filters at a time, so that something is left to sort. */
export const queryArbitrary = fc
  .subarray(names, { maxLength: 2 })
  .chain((chosen) =>
    fc.record({
      filter: fc.record(Object.fromEntries(chosen.map((name) => [name, filters[name]]))) as fc.Arbitrary<Filters>,
      rest: fc.record({
        tagMatch: fc.constantFrom("any", "all"),
        tz: fc.constantFrom(...Object.keys(zones)),
        sort: fc.constantFrom(...taskSorts),
        order: fc.constantFrom("asc", "desc"),
      }),
    }),
  )
  .map(({ filter, rest }) => ({ ...filter, ...rest }));

/** The list as one would do it by hand. */
export function model(tasks: Task[], query: ListTasksQuery, now: Date): Task[] {
  const { tz } = query;
  const dueDay = ({ dueOn, dueAt }: Task) => dueOn ?? (dueAt && dayIn(tz, new Date(dueAt)));
  const isOverdue = (task: Task) =>
    task.status !== "done" &&
    Boolean(task.dueOn ? task.dueOn < dayIn(tz, now) : task.dueAt && new Date(task.dueAt) < now);
  const fits = (task: Task) => {
    const { status, priority, tags, tagMatch, dueBefore, dueAfter, hasDue, overdue, q } = query;
    const due = dueDay(task);
    const has = (id: string) => task.tags.some((tag) => tag.id === id);
    const texts = [task.title, task.description.slice(0, maxSearchedLength)].map((text) => text.toLowerCase());
    return (
      (task.deletedAt !== null) === query.deleted &&
      (!status || status.includes(task.status)) &&
      (!priority || priority.includes(task.priority)) &&
      (!tags || (tagMatch === "all" ? tags.every(has) : tags.some(has))) &&
      (!dueBefore || (due !== null && due < dueBefore)) &&
      (!dueAfter || (due !== null && due > dueAfter)) &&
      (hasDue === undefined || (due !== null) === hasDue) &&
      (overdue === undefined || isOverdue(task) === overdue) &&
      (!q || texts.some((text) => text.includes(q.toLowerCase())))
    );
  };
  const keys: Record<ListTasksQuery["sort"], (task: Task) => string | number | null> = {
    created: (task) => task.createdAt,
    updated: (task) => task.updatedAt,
    due: ({ dueOn, dueAt }) => dueAt ?? (dueOn ? endOf(dueOn) : null),
    priority: (task) => taskPriorities.indexOf(task.priority),
    title: (task) => Buffer.from(task.title.toLowerCase()).toString("hex"),
  };
  const endOf = (date: string) => {
    const end = Date.parse(date) + (24 - zones[tz as keyof typeof zones]) * 3_600_000;
    return new Date(tz === "UTC" ? end : end - 1).toISOString();
  };
  const key = keys[query.sort];
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
  const sign = query.order === "asc" ? 1 : -1;
  return tasks.filter(fits).toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || sign * compare(a.id, b.id);
    return sign * (compare(x, y) || compare(a.id, b.id));
  });
}

/** A task as `taskArbitrary` gives it. */
export type AnyTask = typeof taskArbitrary extends fc.Arbitrary<infer T> ? T : never;
/** What to ask for, as `queryArbitrary` gives it. */
export type AnyQuery = typeof queryArbitrary extends fc.Arbitrary<infer T> ? T : never;
