import { randomUUID } from "node:crypto";
import { createApiClient } from "@claimcheck/client/client";
import { purge } from "@claimcheck/database/purge";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApi, type TestApi } from "./support/api.ts";
import { twoPeople } from "./support/two-people.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const two = () => twoPeople(api);

describe("deleting and restoring", () => {
  test("a deleted task is in no list but that of the deleted, and comes back whole", async () => {
    const { ada, bob, tag, task, read } = await two();
    const home = await tag(ada, "home");
    const made = await task(ada, { tags: [home.id], dueOn: "2026-12-01" });
    await ada.call("DELETE", `/v1/tasks/${made.id}`);
    expect((await ada.call("GET", "/v1/tasks")).body.items).toEqual([]);
    expect((await bob.call("GET", "/v1/tasks?deleted=true")).body.items).toEqual([]);
    const [deleted] = (await ada.call("GET", "/v1/tasks?deleted=true")).body.items;
    expect(deleted).toMatchObject({
      id: made.id,
      version: 2,
      deletedAt: expect.stringMatching(/Z$/),
    });
    for (const method of ["GET", "PATCH", "DELETE"])
      expect(
        (await ada.call(method, `/v1/tasks/${made.id}`, method === "PATCH" ? { title: "y" } : undefined)).status,
      ).toBe(404);
    const restored = await ada.call("POST", `/v1/tasks/${made.id}/restore`);
    expect(restored.body).toMatchObject({
      ...made,
      version: 3,
      updatedAt: restored.body.updatedAt,
    });
    expect(await read(ada, made.id)).toEqual(restored.body);
    expect((await ada.call("POST", `/v1/tasks/${made.id}/restore`)).body.version).toBe(3);
    expect((await ada.call("POST", `/v1/tasks/${randomUUID()}/restore`)).status).toBe(404);
  });

  test("after 30 days `pnpm db purge` removes it for good, and nothing else", async () => {
    const { ada, task } = await two();
    const [old, young, alive] = [await task(ada), await task(ada), await task(ada)];
    for (const { id } of [old, young]) await ada.call("DELETE", `/v1/tasks/${id}`);
    await api.asOwner("alter table task no force row level security");
    const age = "update task set deleted_at = now() - $2::interval where id = $1";
    await api.asOwner(age, old.id, "30 days 1 minute");
    await api.asOwner(age, young.id, "29 days 23 hours");
    await api.asOwner("alter table task force row level security");
    expect(await purge(api.database.ownerUrl)).toBe(1);
    const left = (await ada.call("GET", "/v1/tasks?deleted=true")).body.items;
    expect(left.map(({ id }: { id: string }) => id)).toEqual([young.id]);
    expect((await ada.call("GET", `/v1/tasks/${alive.id}`)).status).toBe(200);
  });
});

describe("POST /v1/tasks/batch", () => {
  test("does each of its actions to all that it names, and to nothing else", async () => {
    const { ada, tag, task, read } = await two();
    const home = await tag(ada, "home");
    const [one, two_, other] = [await task(ada), await task(ada, { status: "doing" }), await task(ada)];
    const ids = [one.id, two_.id];
    const after = async (batch: object) => {
      const { status, body } = await ada.call("POST", "/v1/tasks/batch", { ids, ...batch });
      expect([status, body]).toEqual([200, { affected: 2 }]);
      return [await read(ada, one.id), await read(ada, two_.id)];
    };
    for (const done of await after({ action: "complete" }))
      expect(done).toMatchObject({ status: "done", version: 2, completedAt: expect.any(String) });
    for (const open of await after({ action: "reopen" }))
      expect(open).toMatchObject({ status: "todo", completedAt: null });
    for (const high of await after({ action: "set_priority", priority: "high" })) expect(high.priority).toBe("high");
    for (const tagged of await after({ action: "add_tag", tag: home.id })) expect(tagged.tags).toEqual([home]);
    for (const still of await after({ action: "add_tag", tag: home.id })) expect(still.tags).toEqual([home]);
    for (const bare of await after({ action: "remove_tag", tag: home.id })) expect(bare.tags).toEqual([]);
    for (const gone of await after({ action: "delete" })) expect(gone.code).toBe("not_found");
    for (const back of await after({ action: "restore" })) expect(back).toMatchObject({ deletedAt: null, version: 9 });
    expect(await read(ada, other.id)).toEqual(other);
  });

  test("that tasks were reopened is taken back with the time each was done at; the others are done now", async () => {
    const { ada, bob, task, read } = await two();
    const [one, other, done] = [await task(ada), await task(ada), await task(ada, { status: "done" })];
    const his = await task(bob);
    const completedAt = { [one.id.toUpperCase()]: "2026-11-01T10:00:00+01:00", [done.id]: "2026-11-01T10:00:00Z" };
    const complete = (ids: string[]) =>
      ada.call("POST", "/v1/tasks/batch", { action: "complete", ids, completedAt: { ...completedAt } });
    const { status, body } = await complete([one.id]);
    expect([status, body.errors]).toMatchObject([400, [{ pointer: "/body/completedAt" }]]);
    expect((await complete([one.id, done.id, his.id])).status).toBe(404);
    expect((await complete([one.id, done.id, other.id])).body).toEqual({ affected: 3 });
    expect((await read(ada, one.id)).completedAt).toBe("2026-11-01T09:00:00.000Z");
    expect((await read(ada, done.id)).completedAt).toBe(done.completedAt);
    expect(Date.parse((await read(ada, other.id)).completedAt)).toBeGreaterThanOrEqual(Date.parse(other.createdAt));
    expect(await read(bob, his.id)).toEqual(his);
  });

  test("one id that isn't there, or isn't the caller's: nothing happens to the others", async () => {
    const { ada, bob, task, read } = await two();
    const [mine, his] = [await task(ada), await task(bob)];
    for (const stranger of [his.id, randomUUID()])
      for (const action of ["complete", "delete", "restore"])
        expect((await ada.call("POST", "/v1/tasks/batch", { action, ids: [mine.id, stranger] })).status).toBe(404);
    expect(await read(ada, mine.id)).toEqual(mine);
    expect(await read(bob, his.id)).toEqual(his);
  });

  test("a tag that isn't the caller's is refused, and nothing happens", async () => {
    const { ada, bob, tag, task, read } = await two();
    const [mine, his] = [await task(ada), await tag(bob, "his")];
    for (const action of ["add_tag", "remove_tag"]) {
      const { body } = await ada.call("POST", "/v1/tasks/batch", {
        action,
        ids: [mine.id],
        tag: his.id,
      });
      expect(body.errors).toMatchObject([{ pointer: "/body/tag" }]);
    }
    expect(await read(ada, mine.id)).toEqual(mine);
  });
});

describe("due", () => {
  test("a date and an instant take each other's place, and null ends both", async () => {
    const { ada, task } = await two();
    const { id } = await task(ada, { dueOn: "2026-12-01" });
    const edit = async (change: object) => {
      const { dueOn, dueAt } = (await ada.call("PATCH", `/v1/tasks/${id}`, change)).body;
      return [dueOn, dueAt];
    };
    expect(await edit({ dueAt: "2026-12-02T10:00:00Z" })).toEqual([null, "2026-12-02T10:00:00.000Z"]);
    expect(await edit({ title: "y" })).toEqual([null, "2026-12-02T10:00:00.000Z"]);
    expect(await edit({ dueOn: "2026-12-03" })).toEqual(["2026-12-03", null]);
    expect(await edit({ dueOn: null })).toEqual([null, null]);
  });
});

test("stats count what isn't deleted, and completions by the days of the time zone", async () => {
  const { ada, bob, task } = await two();
  const day = 86_400_000;
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const on = (days: number) => at(days * day).slice(0, 10);
  await task(bob, { status: "done" });
  const deleted = await task(ada, { priority: "urgent" });
  await ada.call("DELETE", `/v1/tasks/${deleted.id}`);
  for (const dueOn of [on(-2), on(2), on(9), null]) await task(ada, { dueOn, priority: "low" });
  for (const dueAt of [at(-day), at(day)]) await task(ada, { dueAt, status: "doing" });
  await task(ada, { status: "done", dueOn: on(-3) });
  const { tasks } = {
    tasks: [{ title: "Done before", status: "done", completedAt: at(-2 * day) }],
  };
  await ada.call("POST", "/v1/tasks/import", { tasks });
  const { body } = await ada.call("GET", "/v1/tasks/stats?days=3");
  expect(body).toMatchObject({
    byStatus: { todo: 4, doing: 2, done: 2 },
    byPriority: { none: 4, low: 4, medium: 0, high: 0, urgent: 0 },
    openByPriority: { none: 2, low: 4 },
    overdue: 2,
    dueSoon: 2,
    completedPerDay: [
      { date: on(-2), count: 1 },
      { date: on(-1), count: 0 },
      { date: on(0), count: 1 },
    ],
  });
  const elsewhere = (await ada.call("GET", "/v1/tasks/stats?days=366&tz=Pacific/Kiritimati")).body;
  expect(elsewhere.completedPerDay).toHaveLength(366);
  expect(elsewhere.completedPerDay.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(2);
});

test("the typed client does it all against the running API", async () => {
  const { ada } = await two();
  const client = createApiClient({ apiUrl: api.url, getToken: () => ada.token() });
  const tag = await client.createTag({ body: { name: "client" } });
  const task = await client.createTask(
    { body: { title: "By the client", tags: [tag.id] } },
    { idempotencyKey: randomUUID() },
  );
  const changed = await client.updateTask(
    { params: { id: task.id }, body: { status: "done" } },
    { ifVersion: task.version },
  );
  expect(changed).toMatchObject({ status: "done", version: 2, tags: [tag] });
  const stale = client.updateTask({ params: { id: task.id }, body: { title: "x" } }, { ifVersion: 1 });
  await expect(stale).rejects.toMatchObject({
    code: "version_changed",
    requestId: expect.any(String),
  });
  expect(await client.batchTasks({ body: { action: "reopen", ids: [task.id] } })).toEqual({
    affected: 1,
  });
  expect((await client.listTasks({ query: { status: "todo,doing", sort: "due" } })).items).toHaveLength(1);
  expect((await client.taskStats()).byStatus.todo).toBe(1);
  expect(await client.deleteTask({ params: { id: task.id } })).toBeUndefined();
  expect((await client.restoreTask({ params: { id: task.id } })).id).toBe(task.id);
  expect((await client.exportTasks()).tasks).toHaveLength(1);
  const file = await client.fetch("exportTasks", { query: { format: "csv" } });
  expect(await file.text()).toContain("By the client");
});
