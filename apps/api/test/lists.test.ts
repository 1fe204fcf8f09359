import { listTasksQuerySchema, type Task } from "@claimcheck/contract/tasks";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApi, type TestApi, type TestPerson } from "./support/api.ts";
import { type AnyQuery, type AnyTask, model, queryArbitrary, taskArbitrary, today } from "./support/lists.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

async function addTask(person: TestPerson, tagIds: string[], { due, tags, ...rest }: AnyTask): Promise<Task> {
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

/** Filters of `given`, with this person's tags. */
function asked({ tags, ...rest }: AnyQuery, tagIds: string[]) {
  const of = { ...rest, ...(tags && { tags: tags.map((at) => tagIds[at]).join(",") }) };
  return { search: new URLSearchParams(of as Record<string, string>), query: listTasksQuerySchema.parse(of) };
}

test("a list is what one would get by hand, whatever is in it and asked of it, in pages of any size", async () => {
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
    fc.asyncProperty(queryArbitrary, fc.integer({ min: 2, max: 25 }), async (given, limit) => {
      const { search, query } = asked(given, tagIds);
      search.set("limit", String(limit));
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
    { numRuns: 100, seed: 12 },
  );
});

test("under inserts and deletes between pages nothing is doubled, nothing that stayed is skipped, and what comes behind the cursor is seen", async () => {
  let expected = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(taskArbitrary, { minLength: 8, maxLength: 14 }),
      fc.array(taskArbitrary, { minLength: 2, maxLength: 6 }),
      // Of what is there: a deleted task comes into the list of the deleted wherever it likes.
      queryArbitrary.map((given) => ({ ...given, deleted: undefined })),
      fc.integer({ min: 1, max: 3 }),
      async (before, between, { deleted: _deleted, ...given }, limit) => {
        const { person, tagIds } = await newPerson();
        for (const task of before) await addTask(person, tagIds, task);
        const original = await everyTask(person);
        const { search, query } = asked(given, tagIds);
        search.set("limit", String(limit));
        const listed = (tasks: Task[]) => model(tasks, query, today).map(({ id }) => id);
        const removed = new Set<string>();
        const mustCome: string[] = [];
        const coming = [...between];
        const seen: Task[] = [];
        for (let cursor: string | null = ""; cursor !== null; ) {
          if (cursor) search.set("cursor", cursor);
          const { body } = await person.call("GET", `/v1/tasks?${search}`);
          seen.push(...body.items);
          cursor = body.nextCursor;
          const last = seen.at(-1);
          const next = coming.pop();
          if (!next || !last || cursor === null) continue;
          const made = await addTask(person, tagIds, next);
          if (listed([last, made])[1] === made.id) mustCome.push(made.id);
          const victim = original[(seen.length * 7) % original.length];
          if (victim && !removed.has(victim.id)) {
            await person.call("DELETE", `/v1/tasks/${victim.id}`);
            removed.add(victim.id);
          }
        }
        const ids = seen.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const stayed = listed(original.filter(({ id }) => !removed.has(id)));
        expect([...stayed, ...mustCome].filter((id) => !ids.includes(id))).toEqual([]);
        expect(ids).toEqual(listed(seen));
        expected += mustCome.length;
      },
    ),
    { numRuns: 8, seed: 13 },
  );
  expect(expected).toBeGreaterThan(0);
});

test.each([
  ["İstanbul", "istanbul"],
  ["istanbul", "İSTANBUL"],
  ["IŞIK", "ışık"],
  ["Οδός ΟΔΟΣ", "οδος"],
  ["Straße", "STRASSE"],
])("a search finds %s by %s, in title and description, and nobody else's", async (text, q) => {
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  const inTitle = await ada.call("POST", "/v1/tasks", { title: `to ${text} now` });
  const inDescription = await ada.call("POST", "/v1/tasks", { title: "x", description: `- ${text}` });
  await ada.call("POST", "/v1/tasks", { title: "elsewhere" });
  await bob.call("POST", "/v1/tasks", { title: text });
  const { items } = (await ada.call("GET", `/v1/tasks?q=${encodeURIComponent(q)}`)).body;
  expect(items).toEqual([inDescription.body, inTitle.body]);
});
