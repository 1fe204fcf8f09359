import {
  type ListTasksQuery,
  listTasksQuerySchema,
  type Task,
  taskPriorities,
  taskSorts,
  taskStatuses,
} from "@claimcheck/contract/tasks";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dayIn, startOfDay } from "../src/days.ts";
import { request, startApi, type TestApi, type TestPerson } from "./support/api.ts";
import { callsOf } from "./support/operations.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const zones = ["UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kolkata"];
const words = ["Äpfel", "äpfel kaufen", "b", "B", "Zebra", "_", "ßig", "10%", "a\\b", "éa"];
const today = new Date();
const day = fc.integer({ min: -3, max: 3 }).map((days) => dayIn("UTC", today, days));
const instant = fc
  .integer({ min: -72, max: 72 })
  // What is due just now may be over by the time that it is asked for.
  .filter((hours) => hours !== 0)
  .map((hours) => new Date(today.getTime() + hours * 3_600_000).toISOString());

const taskArbitrary = fc.record({
  title: fc.constantFrom(...words),
  description: fc.constantFrom("", "Äpfel", "x%y"),
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
const queryArbitrary = fc
  .subarray(names, { maxLength: 2 })
  .chain((chosen) =>
    fc.record({
      filter: fc.record(Object.fromEntries(chosen.map((name) => [name, filters[name]]))) as fc.Arbitrary<Filters>,
      rest: fc.record({
        tagMatch: fc.constantFrom("any", "all"),
        tz: fc.constantFrom(...zones),
        sort: fc.constantFrom(...taskSorts),
        order: fc.constantFrom("asc", "desc"),
      }),
    }),
  )
  .map(({ filter, rest }) => ({ ...filter, ...rest }));

/** The list as one would do it by hand. */
function model(tasks: Task[], query: ListTasksQuery, now: Date): Task[] {
  const { tz } = query;
  const dueDay = ({ dueOn, dueAt }: Task) => dueOn ?? (dueAt && dayIn(tz, new Date(dueAt)));
  const isOverdue = (task: Task) =>
    task.status !== "done" &&
    Boolean(task.dueOn ? task.dueOn < dayIn(tz, now) : task.dueAt && new Date(task.dueAt) < now);
  const fits = (task: Task) => {
    const { status, priority, tags, tagMatch, dueBefore, dueAfter, hasDue, overdue, q } = query;
    const due = dueDay(task);
    const has = (id: string) => task.tags.some((tag) => tag.id === id);
    const texts = [task.title, task.description].map((text) => text.toLowerCase());
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
    due: ({ dueOn, dueAt }) => dueAt ?? (dueOn ? startOfDay(dueOn, "UTC", 1) : null),
    priority: (task) => taskPriorities.indexOf(task.priority),
    title: (task) => Buffer.from(task.title.toLowerCase()).toString("hex"),
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

type Given = Parameters<typeof taskArbitrary.filter>[0] extends (value: infer T) => unknown ? T : never;

async function addTask(person: TestPerson, tagIds: string[], { due, tags, ...rest }: Given): Promise<Task> {
  const body = { ...rest, ...due, tags: tags.map((at) => tagIds[at]) };
  const { status, body: made } = await person.call("POST", "/v1/tasks", body);
  expect(status).toBe(201);
  return made;
}

async function newPerson() {
  const person = await api.person();
  const tagIds: string[] = [];
  for (const name of ["one", "two", "three"]) tagIds.push((await person.call("POST", "/v1/tags", { name })).body.id);
  return { person, tagIds };
}

const everyTask = async (person: TestPerson): Promise<Task[]> => {
  const pages = ["true", "false"].map(
    async (deleted) => (await person.call("GET", `/v1/tasks?limit=100&deleted=${deleted}`)).body.items,
  );
  return (await Promise.all(pages)).flat();
};

describe("a list is what one would get by hand, whatever is in it and asked of it", () => {
  test("same rows, same order, in pages of any size", async () => {
    const { person, tagIds } = await newPerson();
    const other = await newPerson();
    const tasks = fc.sample(taskArbitrary, { numRuns: 60, seed: 11 });
    for (const given of tasks) await addTask(person, tagIds, given);
    for (const given of tasks.slice(0, 10)) await addTask(other.person, other.tagIds, given);
    const all = await everyTask(person);
    for (const { id } of all.slice(0, 12)) await person.call("DELETE", `/v1/tasks/${id}`);
    const stored = await everyTask(person);
    expect(stored).toHaveLength(60);
    await fc.assert(
      fc.asyncProperty(queryArbitrary, fc.integer({ min: 1, max: 25 }), async (given, limit) => {
        const { tags, ...rest } = given;
        const asked = { ...rest, ...(tags && { tags: tags.map((at) => tagIds[at]).join(",") }) };
        const query = listTasksQuerySchema.parse(asked);
        const search = new URLSearchParams({ ...asked, limit: String(limit) } as Record<string, string>);
        const seen: Task[] = [];
        for (let cursor: string | null = ""; cursor !== null; ) {
          if (cursor) search.set("cursor", cursor);
          const { status, body } = await person.call("GET", `/v1/tasks?${search}`);
          expect(status).toBe(200);
          seen.push(...body.items);
          cursor = body.nextCursor;
        }
        expect(seen.map(({ id }) => id)).toEqual(model(stored, query, today).map(({ id }) => id));
        expect(seen).toEqual(model(stored, query, today));
      }),
      { numRuns: 250 },
    );
  }, 60_000);

  test("under inserts and deletes between pages nothing is doubled, and nothing that stayed is skipped", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(taskArbitrary, { minLength: 6, maxLength: 14 }),
        fc.array(taskArbitrary, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...taskSorts),
        fc.constantFrom("asc" as const, "desc" as const),
        fc.integer({ min: 1, max: 4 }),
        async (before, between, sort, order, limit) => {
          const { person, tagIds } = await newPerson();
          for (const given of before) await addTask(person, tagIds, given);
          const original = await everyTask(person);
          const removed = new Set<string>();
          const coming = [...between];
          const seen: Task[] = [];
          for (let cursor: string | null = ""; cursor !== null; ) {
            const path = `/v1/tasks?sort=${sort}&order=${order}&limit=${limit}${cursor && `&cursor=${cursor}`}`;
            const { body } = await person.call("GET", path);
            seen.push(...body.items);
            cursor = body.nextCursor;
            const given = coming.pop();
            if (!given) continue;
            await addTask(person, tagIds, given);
            const victim = original[(seen.length * 7) % original.length];
            if (victim && !removed.has(victim.id)) {
              await person.call("DELETE", `/v1/tasks/${victim.id}`);
              removed.add(victim.id);
            }
          }
          const ids = seen.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          const stayed = original.filter(({ id }) => !removed.has(id));
          expect(stayed.filter(({ id }) => !ids.includes(id))).toEqual([]);
          const query = listTasksQuerySchema.parse({ sort, order });
          const alive = seen.map((task) => ({ ...task, deletedAt: null }));
          expect(ids).toEqual(model(alive, query, today).map(({ id }) => id));
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});

test("random JSON at every route is never a 5xx, and what isn't taken says why", async () => {
  const ada = await api.person("Ada");
  const id = (await ada.call("POST", "/v1/tasks", { title: "Here" })).body.id;
  const calls = callsOf(api.document, { userUuid: ada.uuid, id }).filter(({ method }) => method !== "GET");
  const token = await ada.token();
  const anyKey = fc.constantFrom(
    ...["title", "description", "status", "priority", "dueOn", "dueAt", "tags", "tag", "tasks", "ids"],
    ...["action", "name", "color", "completedAt", "createdAt", "__proto__", "id", "version"],
  );
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom("\0", "\ud800", "9999-12-31", "0000-01-01", "2026-02-30", "-000001-01-01T00:00:00Z"),
    fc.constantFrom(1e308, -0, 2 ** 53, id, [id], [id, id], null, "2026-01-01T00:00:00+23:59", "complete"),
  );
  const body = fc.oneof(
    { weight: 4, arbitrary: fc.dictionary(anyKey, value, { maxKeys: 4 }) },
    fc.jsonValue(),
    fc.record({ title: fc.string({ minLength: 1, maxLength: 20 }), dueOn: value, dueAt: value }),
    fc.record({ tasks: fc.array(fc.dictionary(anyKey, value, { maxKeys: 3 }), { maxLength: 3 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...calls), body, async ({ method, path, operationId }, sent) => {
      const answer = await request(api.url, method, path, { token, body: JSON.stringify(sent) });
      expect(answer.status, `${operationId} ${JSON.stringify(sent)}: ${answer.text}`).toBeLessThan(500);
      if (answer.status === 400 && answer.body.code === "validation_failed")
        expect(answer.body.errors.length).toBeGreaterThan(0);
    }),
    { numRuns: 700 },
  );
}, 60_000);

test("random queries are never a 5xx", async () => {
  const ada = await api.person("Ada");
  const names = fc.constantFrom(
    ...["status", "priority", "tags", "tagMatch", "dueBefore", "dueAfter", "hasDue", "overdue", "q", "deleted"],
    ...["tz", "sort", "order", "limit", "cursor", "days", "format", "x"],
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }).filter((text) => text.isWellFormed()),
    fc.constantFrom("\0", "9999-12-31", "0001-01-01", "Europe/Berlin", "+05:30", "true", "todo,done", "title"),
  );
  const reading = fc.constantFrom("/v1/tasks", "/v1/tasks/stats", "/v1/tasks/export", "/v1/tags", "/v1/me/activity");
  await fc.assert(
    fc.asyncProperty(reading, fc.dictionary(names, texts, { maxKeys: 3 }), async (path, query) => {
      const { status, text } = await ada.call("GET", `${path}?${new URLSearchParams(query)}`);
      expect([200, 400], `${path} ${JSON.stringify(query)}: ${text}`).toContain(status);
    }),
    { numRuns: 400 },
  );
}, 60_000);
