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
