import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, request, startApi, type TestApi, type TestPerson } from "./support/api.ts";

let api: TestApi;
let ada: TestPerson;
let bob: TestPerson;
let token: string;

beforeAll(async () => {
  api = await startApi();
  ada = await api.person("Ada");
  bob = await api.person("Bob");
  token = await ada.token();
});
afterAll(() => api.close());

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  request(api.url, method, path, { token, body, headers });
const add = async (title: string) => (await send("POST", "/v1/tasks", { title })).body;
const count = (answers: Answer[], status: number) => answers.filter((of) => of.status === status).length;

describe("ETags", () => {
  test("each answer with a task carries its version as a strong tag", async () => {
    const made = await send("POST", "/v1/tasks", { title: "Tagged" });
    const path = `/v1/tasks/${made.body.id}`;
    expect(made.headers.get("etag")).toBe('"1"');
    expect((await send("GET", path)).headers.get("etag")).toBe('"1"');
    expect((await send("PATCH", path, { title: "x" })).headers.get("etag")).toBe('"2"');
  });

  test.each(['"1"', 'W/"1"', '"7", "1"', "*"])("If-None-Match %s of the current version: 304, no body", async (tag) => {
    const { id } = await add("Known");
    const { status, text, headers } = await send("GET", `/v1/tasks/${id}`, undefined, {
      "if-none-match": tag,
    });
    expect([status, text, headers.get("etag")]).toEqual([304, "", '"1"']);
  });

  test("If-None-Match of another version: the task", async () => {
    const { id } = await add("Known");
    expect((await send("GET", `/v1/tasks/${id}`, undefined, { "if-none-match": '"2"' })).status).toBe(200);
  });

  test("without If-Match the last write wins", async () => {
    const { id } = await add("Free");
    for (const title of ["one", "two"]) expect((await send("PATCH", `/v1/tasks/${id}`, { title })).status).toBe(200);
  });

  test.each(['"9"', 'W/"1"', '"abc"', '"99999999999"'])(
    "If-Match %s that isn't the version: 412, nothing changes",
    async (tag) => {
      const task = await add("Guarded");
      const path = `/v1/tasks/${task.id}`;
      for (const [method, body] of [["PATCH", { title: "x" }], ["DELETE"]] as const) {
        const { status, body: problem } = await send(method, path, body, { "if-match": tag });
        expect([status, problem.code]).toEqual([412, "version_changed"]);
      }
      expect((await send("GET", path)).body).toEqual(task);
    },
  );

  test.each(["1", '"1', "abc", '"1" "2"'])("If-Match %s is no list of tags: 400", async (tag) => {
    const { id } = await add("Guarded");
    expect((await send("PATCH", `/v1/tasks/${id}`, { title: "x" }, { "if-match": tag })).body.code).toBe("bad_request");
  });

  test("a task that isn't there is 404 also with If-Match, and so is one of somebody else", async () => {
    const { id } = (await bob.call("POST", "/v1/tasks", { title: "Bob's" })).body;
    for (const of of [id, randomUUID()])
      expect((await send("PATCH", `/v1/tasks/${of}`, { title: "x" }, { "if-match": '"1"' })).status).toBe(404);
  });

  test("of many changes at once with one tag exactly one wins", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await add("Contended");
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, at) =>
          send("PATCH", `/v1/tasks/${id}`, { title: `by ${at}` }, { "if-match": '"1"' }),
        ),
      );
      expect([count(answers, 200), count(answers, 412)]).toEqual([1, 11]);
      expect((await send("GET", `/v1/tasks/${id}`)).body.version).toBe(2);
    }
  });

  test("a tag put on a task while it is renamed shows its new name, under another version than the old one", async () => {
    for (let round = 0; round < 10; round += 1) {
      const tag = (await send("POST", "/v1/tags", { name: `t${randomUUID().slice(0, 8)}` })).body;
      const { id } = await add("Raced");
      const [put] = await Promise.all([
        send("PATCH", `/v1/tasks/${id}`, { tags: [tag.id] }),
        send("PATCH", `/v1/tags/${tag.id}`, { color: "pink" }),
      ]);
      expect(put.status).toBe(200);
      const now = (await send("GET", `/v1/tasks/${id}`)).body;
      expect(now.tags[0].color).toBe("pink");
      if (put.body.tags[0].color !== "pink") expect(now.version).toBeGreaterThan(put.body.version);
    }
  });

  test("a tag deleted while it is put on a task is either refused there or off it, and never a fault", async () => {
    for (let round = 0; round < 10; round += 1) {
      const tag = (await send("POST", "/v1/tags", { name: `t${randomUUID().slice(0, 8)}` })).body;
      const { id } = await add("Raced");
      const [put, removed] = await Promise.all([
        send("PATCH", `/v1/tasks/${id}`, { tags: [tag.id] }),
        send("DELETE", `/v1/tags/${tag.id}`),
      ]);
      expect([200, 400]).toContain(put.status);
      expect(removed.status).toBe(204);
      expect((await send("GET", `/v1/tasks/${id}`)).body.tags).toEqual([]);
    }
  });

  test("a tag's new name changes the version of the tasks that show it, and of no others", async () => {
    const tag = (await send("POST", "/v1/tags", { name: `t${randomUUID().slice(0, 8)}` })).body;
    const tagged = (await send("POST", "/v1/tasks", { title: "x", tags: [tag.id] })).body;
    const other = await add("Untagged");
    await send("PATCH", `/v1/tags/${tag.id}`, { color: "pink" });
    const known = { "if-none-match": '"1"' };
    const read = await send("GET", `/v1/tasks/${tagged.id}`, undefined, known);
    expect([read.status, read.body.tags]).toEqual([200, [{ ...tag, color: "pink" }]]);
    expect((await send("GET", `/v1/tasks/${other.id}`, undefined, known)).status).toBe(304);
    await send("DELETE", `/v1/tags/${tag.id}`);
    expect((await send("GET", `/v1/tasks/${tagged.id}`)).body).toMatchObject({
      tags: [],
      version: 3,
    });
  });
});

describe("Idempotency-Key", () => {
  const keyed = (key: string, path: string, body?: unknown, as = token) =>
    request(api.url, "POST", path, { token: as, body, headers: { "idempotency-key": key } });
  const titled = async (title: string) => (await send("GET", `/v1/tasks?q=${title}`)).body.items.length;

  test("a repetition is answered exactly as the first time, and nothing is done twice", async () => {
    const key = randomUUID();
    const first = await keyed(key, "/v1/tasks", { title: "Repeated", priority: "low" });
    await send("PATCH", `/v1/tasks/${first.body.id}`, { priority: "high" });
    const again = await keyed(`"${key}"`, "/v1/tasks", { priority: "low", title: "Repeated" });
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    for (const name of ["location", "etag", "content-type"])
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    expect(await titled("Repeated")).toBe(1);
  });

  test.each([
    ["batch", "/v1/tasks/batch"],
    ["import", "/v1/tasks/import"],
    ["tags", "/v1/tags"],
  ])("works for %s, too", async (_name, path) => {
    const { id } = await add("Of a batch");
    const bodies: Record<string, object> = {
      "/v1/tasks/batch": {
        action: "add_tag",
        ids: [id],
        tag: (await send("POST", "/v1/tags", { name: randomUUID() })).body.id,
      },
      "/v1/tasks/import": { tasks: [{ title: "Imported once" }] },
      "/v1/tags": { name: "once" },
    };
    const key = randomUUID();
    const [first, again] = [await keyed(key, path, bodies[path]), await keyed(key, path, bodies[path])];
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(first.status).toBeLessThan(300);
    if (path.endsWith("import")) expect(await titled("Imported")).toBe(1);
  });

  test("the key with another request: 422, and nothing is done", async () => {
    const key = randomUUID();
    await keyed(key, "/v1/tasks", { title: "Mine" });
    for (const [path, body] of [
      ["/v1/tasks", { title: "Other" }],
      ["/v1/tags", { name: "Mine" }],
    ] as const)
      expect((await keyed(key, path, body)).body.code).toBe("idempotency_key_reused");
    expect(await titled("Other")).toBe(0);
  });

  test("of 20 at once one row is made; the others are given it, or told that it is under way", async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => keyed(key, "/v1/tasks", { title: "Twentyfold" })),
    );
    expect(await titled("Twentyfold")).toBe(1);
    expect(count(answers, 201)).toBeGreaterThan(0);
    expect(count(answers, 201) + count(answers, 409)).toBe(20);
    const made = answers.filter(({ status }) => status === 201).map(({ body }) => body.id);
    expect(new Set(made).size).toBe(1);
    for (const { status, body } of answers) if (status === 409) expect(body.code).toBe("idempotency_key_running");
  });

  test("a failed request keeps nothing: corrected, it may use the key", async () => {
    const key = randomUUID();
    expect((await keyed(key, "/v1/tasks", { title: "x", tags: [randomUUID()] })).status).toBe(400);
    expect((await keyed(key, "/v1/tasks", { title: "Corrected" })).status).toBe(201);
  });

  test("the same key of somebody else is another key", async () => {
    const key = randomUUID();
    const mine = await keyed(key, "/v1/tasks", { title: "Mine" });
    const theirs = await keyed(key, "/v1/tasks", { title: "Theirs" }, await bob.token());
    expect([mine.status, theirs.status]).toEqual([201, 201]);
  });

  test("it is gone after 24 hours", async () => {
    const key = randomUUID();
    const first = await keyed(key, "/v1/tasks", { title: "Of yesterday" });
    await api.asOwner("update idempotency_key set created_at = now() - interval '24 hours 1 second'");
    const second = await keyed(key, "/v1/tasks", { title: "Of yesterday" });
    expect([second.status, second.body.id === first.body.id]).toEqual([201, false]);
  });

  test.each(["", "a b", "ä", '"open', "x".repeat(201)])("%j is no key: 400", async (key) => {
    const { status, body } = await keyed(key, "/v1/tasks", { title: "x" }).catch(() => ({
      status: 400,
      body: { code: "bad_request" },
    }));
    expect([status, body.code]).toEqual([400, "bad_request"]);
  });
});

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
