import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, startApi, type TestApi, type TestPerson } from "./support/api.ts";

let api: TestApi;
let bob: TestPerson;
beforeAll(async () => {
  api = await startApi();
  bob = await api.person("Bob");
});
afterAll(() => api.close());

const count = (answers: Answer[], status: number) => answers.filter((of) => of.status === status).length;

describe("quotas, counted in the transaction", () => {
  test("the 10,001st task is refused, but a deleted one makes room, for good", async () => {
    const eve = await api.person("Eve");
    const fill = "insert into task (user_id, title) select $1, 'Full' from generate_series(1, 9999)";
    await api.asOwner(fill, eve.uuid);
    const last = await eve.call("POST", "/v1/tasks", { title: "Last" });
    expect(last.status).toBe(201);
    const over = await eve.call("POST", "/v1/tasks", { title: "Over" });
    expect([over.status, over.body.code]).toEqual([409, "quota_reached"]);
    expect((await eve.call("POST", "/v1/tasks/import", { tasks: [{ title: "Over" }] })).status).toBe(409);
    await eve.call("DELETE", `/v1/tasks/${last.body.id}`);
    expect((await eve.call("POST", "/v1/tasks", { title: "Instead" })).status).toBe(201);
    expect((await eve.call("POST", `/v1/tasks/${last.body.id}/restore`)).status).toBe(404);
    expect((await bob.call("POST", "/v1/tasks", { title: "Bob's" })).status).toBe(201);
  });

  test("a task that is restored while another needs its room stays, and isn't waited for", async () => {
    const eve = await api.person("Eve");
    const { id } = (await eve.call("POST", "/v1/tasks", { title: "Restored" })).body;
    await eve.call("DELETE", `/v1/tasks/${id}`);
    const fill = "insert into task (user_id, title) select $1, 'Full' from generate_series(1, 9999)";
    await api.asOwner(fill, eve.uuid);
    await withClient(api.database.ownerUrl, async (client) => {
      await client.query("begin");
      await client.query("update task set deleted_at = null where id = $1", [id]);
      const { status, body } = await eve.call("POST", "/v1/tasks", { title: "Over" });
      expect([status, body.code]).toEqual([409, "quota_reached"]);
      await client.query("commit");
    });
    expect((await eve.call("GET", `/v1/tasks/${id}`)).status).toBe(200);
  });

  test("of four creates at once each takes the room of another deleted task", async () => {
    const eve = await api.person("Eve");
    const fill = "insert into task (user_id, title) select $1, 'Full' from generate_series(1, 9994)";
    await api.asOwner(fill, eve.uuid);
    for (let at = 0; at < 6; at += 1) {
      const { id } = (await eve.call("POST", "/v1/tasks", { title: "Deleted" })).body;
      await eve.call("DELETE", `/v1/tasks/${id}`);
    }
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, at) => eve.call("POST", "/v1/tasks", { title: `New ${at}` })),
    );
    expect(count(answers, 201)).toBe(4);
    expect((await eve.call("GET", "/v1/tasks?deleted=true")).body.items).toHaveLength(2);
  });

  test("of many at once at most as many more than 200 tags are made as one user's other transactions", async () => {
    const eve = await api.person("Eve");
    const fill = "insert into tag (user_id, name, color) select $1, 'tag ' || n, 'red' from generate_series(1, 195) n";
    await api.asOwner(fill, eve.uuid);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) => eve.call("POST", "/v1/tags", { name: `more ${at}` })),
    );
    expect(count(answers, 201) + count(answers, 409)).toBe(12);
    expect(count(answers, 201)).toBeGreaterThanOrEqual(5);
    expect(count(answers, 201)).toBeLessThanOrEqual(5 + 3);
    expect((await eve.call("POST", "/v1/tags", { name: "one more" })).status).toBe(409);
    expect((await bob.call("POST", "/v1/tags", { name: "Bob's" })).status).toBe(201);
  });

  test("a user's writes don't wait for each other, nor for an import; of imports there is one, in all processes", async () => {
    const eve = await api.person("Eve");
    const tag = (await eve.call("POST", "/v1/tags", { name: "held" })).body.id;
    const create = (tags: string[] = []) => eve.call("POST", "/v1/tasks", { title: "x", tags });
    const addAll = () => eve.call("POST", "/v1/tasks/import", { tasks: [{ title: "x", tags: ["held"] }] });
    const held = await withClient(api.database.ownerUrl, async (client) => {
      await client.query("begin; lock table task_tag in share mode");
      const held = [create([tag]), addAll()];
      await api.waiting();
      for (const { status } of await Promise.all([create(), create()])) expect(status).toBe(201);
      expect((await eve.call("POST", "/v1/tags", { name: "other" })).status).toBe(201);
      await client.query("commit");
      return Promise.all(held);
    });
    expect(held.map(({ status }) => status)).toEqual([201, 200]);
    await withClient(api.database.ownerUrl, async (client) => {
      // As the import of another process holds it.
      await client.query("begin");
      await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`import ${eve.uuid}`]);
      const { status, body } = await addAll();
      expect([status, body.code]).toEqual([429, "too_many_requests"]);
      expect((await bob.call("POST", "/v1/tasks/import", { tasks: [{ title: "x" }] })).status).toBe(200);
    });
    expect((await addAll()).status).toBe(200);
  });

  test("a task has at most 20 tags, however they come", async () => {
    const eve = await api.person("Eve");
    const tags: string[] = [];
    for (let at = 0; at < 21; at += 1) tags.push((await eve.call("POST", "/v1/tags", { name: `t${at}` })).body.id);
    expect((await eve.call("POST", "/v1/tasks", { title: "x", tags })).status).toBe(400);
    const { id } = (await eve.call("POST", "/v1/tasks", { title: "x", tags: tags.slice(1) })).body;
    const more = await eve.call("POST", "/v1/tasks/batch", {
      action: "add_tag",
      ids: [id],
      tag: tags[0],
    });
    expect([more.status, more.body.code]).toEqual([409, "quota_reached"]);
    expect((await eve.call("GET", `/v1/tasks/${id}`)).body.tags).toHaveLength(20);
  });
});
