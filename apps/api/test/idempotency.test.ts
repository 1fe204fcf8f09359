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

  test("a restored task is told the same again, though it was deleted since", async () => {
    const { id } = await add("Restored once");
    await send("DELETE", `/v1/tasks/${id}`);
    const key = randomUUID();
    const first = await keyed(key, `/v1/tasks/${id}/restore`);
    expect(first.status).toBe(200);
    await send("DELETE", `/v1/tasks/${id}`);
    const again = await keyed(key, `/v1/tasks/${id}/restore`);
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect((await send("GET", `/v1/tasks/${id}`)).status).toBe(404);
  });

  test("there can be 10,000 in 24 hours; then only what needs none is taken, until they are older", async () => {
    const eve = await api.person("Eve");
    const fill = `insert into idempotency_key (user_id, key, fingerprint, status, headers, body)
      select $1, n::text, '', 200, '{}', '' from generate_series(1, 10000) n`;
    await api.asOwner(fill, eve.uuid);
    const evesToken = await eve.token();
    const over = await keyed("one-more", "/v1/tasks", { title: "Over" }, evesToken);
    expect([over.status, over.body.code]).toEqual([409, "quota_reached"]);
    expect((await eve.call("GET", "/v1/tasks")).body.items).toEqual([]);
    expect((await eve.call("POST", "/v1/tasks", { title: "Unkeyed" })).status).toBe(201);
    expect((await keyed("one-more", "/v1/tasks", { title: "Bob's" }, await bob.token())).status).toBe(201);
    await api.asOwner("update idempotency_key set created_at = now() - interval '24 hours 1 second' where key = '1'");
    expect((await keyed("one-more", "/v1/tasks", { title: "Taken" }, evesToken)).status).toBe(201);
  });

  test.each(["", "a b", "ä", '"open', "x".repeat(201)])("%j is no key: 400", async (key) => {
    const { status, body } = await keyed(key, "/v1/tasks", { title: "x" });
    expect([status, body.code]).toEqual([400, "bad_request"]);
  });
});
