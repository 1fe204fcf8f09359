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

  test("a task that is restored while it is about to make room stays", async () => {
    const eve = await api.person("Eve");
    const { id } = (await eve.call("POST", "/v1/tasks", { title: "Restored" })).body;
    await eve.call("DELETE", `/v1/tasks/${id}`);
    const fill = "insert into task (user_id, title) select $1, 'Full' from generate_series(1, 9999)";
    await api.asOwner(fill, eve.uuid);
    const added = await withClient(api.database.ownerUrl, async (client) => {
      await client.query("begin");
      await client.query("update task set deleted_at = null where id = $1", [id]);
      const asked = eve.call("POST", "/v1/tasks", { title: "Over" });
      await api.waiting();
      await client.query("commit");
      return asked;
    });
    expect([added.status, added.body.code]).toEqual([409, "quota_reached"]);
    expect((await eve.call("GET", `/v1/tasks/${id}`)).status).toBe(200);
  });

  test("of many at once no more than 200 tags are made", async () => {
    const eve = await api.person("Eve");
    const fill = "insert into tag (user_id, name, color) select $1, 'tag ' || n, 'red' from generate_series(1, 195) n";
    await api.asOwner(fill, eve.uuid);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) => eve.call("POST", "/v1/tags", { name: `more ${at}` })),
    );
    expect([count(answers, 201), count(answers, 409)]).toEqual([5, 7]);
    expect((await eve.call("GET", "/v1/tags")).body.items).toHaveLength(200);
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
