import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApi, type TestApi, type TestPerson } from "./support/api.ts";

let api: TestApi;
let ada: TestPerson;
let bob: TestPerson;
beforeAll(async () => {
  api = await startApi();
  ada = await api.person("Ada");
  bob = await api.person("Bob");
});
afterAll(() => api.close());

const make = async (person: TestPerson, count: number): Promise<string[]> =>
  Promise.all(
    Array.from(
      { length: count },
      async (_, at) => (await person.call("POST", "/v1/tasks", { title: `Task ${at}` })).body.id,
    ),
  );
const remove = (person: TestPerson, ids: unknown) => person.call("POST", "/v1/tasks/batch", { action: "delete", ids });
const idsOf = async (person: TestPerson): Promise<string[]> =>
  (await person.call("GET", "/v1/tasks?limit=100")).body.items.map(({ id }: { id: string }) => id);
const bulkEvents = async (person: TestPerson) =>
  (await person.call("GET", "/v1/me/activity")).body.items.filter(
    ({ kind }: { kind: string }) => kind === "tasks_deleted",
  );

test("a batch deletes what it names, and the owner's history says how many", async () => {
  const [keep = "", ...go] = await make(ada, 4);
  const { status, body } = await remove(ada, go);
  expect(status).toBe(200);
  expect(body).toEqual({ affected: 3 });
  expect(await idsOf(ada)).toEqual([keep]);
  expect(await bulkEvents(ada)).toMatchObject([{ detail: { count: 3 } }]);
  expect(await bulkEvents(bob)).toEqual([]);
});

test("with one id that isn't there or isn't yours, nothing is deleted and nothing written down", async () => {
  const mine = await make(ada, 2);
  const [his = ""] = await make(bob, 1);
  const before = [await idsOf(ada), await bulkEvents(ada)];
  for (const foreign of [his, randomUUID()]) {
    const { status, body } = await remove(ada, [...mine, foreign]);
    expect(status).toBe(404);
    expect(body.code).toBe("not_found");
  }
  expect([await idsOf(ada), await bulkEvents(ada)]).toEqual(before);
  expect(await idsOf(bob)).toContain(his);
});

test.each([
  ["none", []],
  ["201", Array.from({ length: 201 }, () => randomUUID())],
  ["one twice", Array.from({ length: 2 }, () => "0190a0a0-0000-7000-8000-000000000000")],
  ["one that is no uuid", ["1"]],
])("ids that are %s are 400", async (_case, ids) => {
  expect((await remove(ada, ids)).status).toBe(400);
});
