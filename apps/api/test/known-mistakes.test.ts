import { afterAll, beforeAll, expect, test } from "vitest";
import { startApi, type TestApi, type TestPerson } from "./support/api.ts";

/* Mistakes that such apps are known for, one test each. */

let api: TestApi;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  api = await startApi();
  ada = await api.person("Ada");
  bob = await api.person("Bob");
});
afterAll(() => api.close());

const send = (method: string, path: string, body?: unknown) => ada.call(method, path, body);
test("a list is an object with items, not an array", async () => {
  for (const path of ["/v1/tasks", "/v1/tags", "/v1/me/activity"]) {
    const { body } = await send("GET", path);
    expect(Array.isArray(body.items)).toBe(true);
    expect(body).toHaveProperty("nextCursor");
  }
});

test("a task takes tags as ids and shows them as objects", async () => {
  const tag = (await send("POST", "/v1/tags", { name: "objects", color: "teal" })).body;
  expect((await send("POST", "/v1/tasks", { title: "x", tags: [tag] })).status).toBe(400);
  const { body } = await send("POST", "/v1/tasks", { title: "x", tags: [tag.id] });
  expect(body.tags).toEqual([tag]);
});

test("a task without a priority has its place in a sort", async () => {
  const eve = await api.person("Eve");
  for (const priority of ["none", "urgent", "low"]) await eve.call("POST", "/v1/tasks", { title: priority, priority });
  const titles = async (order: string) =>
    (await eve.call("GET", `/v1/tasks?sort=priority&order=${order}`)).body.items.map(
      ({ title }: { title: string }) => title,
    );
  expect(await titles("asc")).toEqual(["none", "low", "urgent"]);
  expect(await titles("desc")).toEqual(["urgent", "low", "none"]);
  expect((await eve.call("POST", "/v1/tasks", { title: "x", priority: null })).status).toBe(400);
});

test("tags given at creation are there at once, and in the list", async () => {
  const eve = await api.person("Eve");
  const tag = (await eve.call("POST", "/v1/tags", { name: "kept" })).body;
  const { body } = await eve.call("POST", "/v1/tasks", { title: "x", tags: [tag.id] });
  expect(body.tags).toEqual([tag]);
  expect((await eve.call("GET", "/v1/tasks")).body.items[0].tags).toEqual([tag]);
});

test("an edit that doesn't name tags keeps them, one that does replaces them", async () => {
  const eve = await api.person("Eve");
  const [a, b] = [
    (await eve.call("POST", "/v1/tags", { name: "a" })).body,
    (await eve.call("POST", "/v1/tags", { name: "b" })).body,
  ];
  const { id } = (await eve.call("POST", "/v1/tasks", { title: "x", tags: [a.id] })).body;
  const edit = async (change: object) => (await eve.call("PATCH", `/v1/tasks/${id}`, change)).body.tags;
  expect(await edit({ title: "y" })).toEqual([a]);
  expect(await edit({ tags: [b.id] })).toEqual([b]);
  expect(await edit({ tags: [] })).toEqual([]);
});

test("a refused edit of tags changes neither them nor the rest", async () => {
  const hers = (await send("POST", "/v1/tags", { name: "hers" })).body;
  const mine = (await bob.call("POST", "/v1/tags", { name: "his" })).body;
  const task = (await bob.call("POST", "/v1/tasks", { title: "x", tags: [mine.id] })).body;
  const { status, body } = await bob.call("PATCH", `/v1/tasks/${task.id}`, {
    title: "y",
    tags: [mine.id, hers.id],
  });
  expect([status, body.errors[0].pointer]).toEqual([400, "/body/tags/1"]);
  expect((await bob.call("GET", `/v1/tasks/${task.id}`)).body).toEqual(task);
});

test("a task read back has every field that an edit form fills in", async () => {
  const eve = await api.person("Eve");
  const tag = (await eve.call("POST", "/v1/tags", { name: "t" })).body;
  const sent = {
    title: "All",
    description: "**d**",
    status: "doing",
    priority: "high",
    dueOn: "2026-12-01",
    tags: [tag.id],
  };
  const { id } = (await eve.call("POST", "/v1/tasks", sent)).body;
  const { body } = await eve.call("GET", `/v1/tasks/${id}`);
  expect(body).toMatchObject({ ...sent, dueAt: null, tags: [tag] });
});

test("a day is due in the caller's time zone: over in one while it isn't yet in another", async () => {
  const eve = await api.person("Eve");
  const dayIn = (timeZone: string) => new Intl.DateTimeFormat("sv-SE", { timeZone }).format(new Date());
  // These two are 25 hours apart, so they never have the same day.
  const [ahead, behind] = ["Pacific/Kiritimati", "Pacific/Niue"];
  await eve.call("POST", "/v1/tasks", { title: "x", dueOn: dayIn(behind) });
  const overdue = async (tz: string) => {
    const listed = (await eve.call("GET", `/v1/tasks?overdue=true&tz=${tz}`)).body.items.length;
    const counted = (await eve.call("GET", `/v1/tasks/stats?tz=${tz}`)).body.overdue;
    return [listed, counted];
  };
  expect(await overdue(ahead)).toEqual([1, 1]);
  expect(await overdue(behind)).toEqual([0, 0]);
});

test("an instant belongs to the day that it has in the caller's time zone", async () => {
  const eve = await api.person("Eve");
  await eve.call("POST", "/v1/tasks", { title: "x", dueAt: "2026-12-01T23:30:00Z" });
  const found = async (query: string) => (await eve.call("GET", `/v1/tasks?${query}`)).body.items.length;
  expect(await found("dueBefore=2026-12-02&tz=UTC")).toBe(1);
  expect(await found("dueBefore=2026-12-02&tz=Europe/Berlin")).toBe(0);
  expect(await found("dueAfter=2026-12-01&tz=Europe/Berlin")).toBe(1);
});

test("a tag without a colour is given one of the ten, and never the same twice in a row", async () => {
  const eve = await api.person("Eve");
  const colors = [];
  for (const name of ["a", "b", "c"]) colors.push((await eve.call("POST", "/v1/tags", { name })).body.color);
  expect(new Set(colors).size).toBe(3);
  expect((await eve.call("POST", "/v1/tags", { name: "d", color: "#ff0000" })).status).toBe(400);
});

test("a filter by ids of another type is refused, not silently empty", async () => {
  for (const tags of ["1", "home", "0190a0a0-0000-7000-8000-000000000000,2"])
    expect((await send("GET", `/v1/tasks?tags=${tags}`)).body.errors[0].pointer).toBe("/query/tags");
});
