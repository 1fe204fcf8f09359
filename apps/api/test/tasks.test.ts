import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, startApi, type TestApi, type TestPerson } from "./support/api.ts";

let api: TestApi;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  api = await startApi();
  ada = await api.person("Ada");
  bob = await api.person("Bob");
});
afterAll(() => api.close());

const add = async (person: TestPerson, title: string) => (await person.call("POST", "/v1/tasks", { title })).body;

describe("POST /v1/tasks", () => {
  test("201 with the task and its address, which is then the owner's to read", async () => {
    const created = await ada.call("POST", "/v1/tasks", {
      title: "  Call the bank ",
      priority: "high",
      dueOn: "2026-12-01",
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      title: "Call the bank",
      status: "todo",
      priority: "high",
      dueOn: "2026-12-01",
      completedAt: null,
      version: 1,
    });
    const address = created.headers.get("location") ?? "";
    expect(address).toBe(`/v1/tasks/${created.body.id}`);
    const read = await ada.call("GET", address);
    expect(read.status).toBe(200);
    expect(read.body).toEqual(created.body);
  });

  test("what is left out gets its default", async () => {
    expect(await add(ada, "Plain")).toMatchObject({ priority: "none", dueOn: null });
  });
});

describe("GET /v1/tasks", () => {
  test("newest first, in pages that together hold each task once", async () => {
    const carol = await api.person("Carol");
    const titles = Array.from({ length: 7 }, (_, index) => `Task ${index}`);
    for (const title of titles) await add(carol, title);
    await add(bob, "Not Carol's");

    const seen: string[] = [];
    const sizes: number[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body }: Answer = await carol.call("GET", `/v1/tasks?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ title }: { title: string }) => title));
      sizes.push(body.items.length);
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(titles.toReversed());
    expect(sizes).toEqual([3, 3, 1]);
  });

  test("a page that is exactly full and the last has no next cursor", async () => {
    const dan = await api.person("Dan");
    for (const title of ["one", "two"]) await add(dan, title);
    const { body } = await dan.call("GET", "/v1/tasks?limit=2");
    expect(body.items).toHaveLength(2);
    expect(body.nextCursor).toBeNull();
  });

  test("a task made between two pages doesn't shift the next page", async () => {
    const eve = await api.person("Eve");
    for (const title of ["a", "b", "c"]) await add(eve, title);
    const first = (await eve.call("GET", "/v1/tasks?limit=2")).body;
    await add(eve, "d");
    const second = (await eve.call("GET", `/v1/tasks?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second.items.map(({ title }: { title: string }) => title)).toEqual(["a"]);
  });

  const write = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString("base64url");

  test("the second page of the longest search is reached", async () => {
    const fay = await api.person("Fay");
    const q = "字".repeat(199);
    for (const title of [`${q}a`, `${q}b`]) await add(fay, title);
    const path = `/v1/tasks?sort=title&order=asc&limit=1&q=${encodeURIComponent(q)}`;
    const { nextCursor } = (await fay.call("GET", path)).body;
    const second = await fay.call("GET", `${path}&cursor=${nextCursor}`);
    expect(second.body.items).toMatchObject([{ title: `${q}b` }]);
  });

  test.each<[string, (of: unknown[]) => string]>([
    ["nonsense", () => "nonsense"],
    ["another version", (of) => write(1, ...of.slice(1))],
    ["no uuid", ([version, hash, key]) => write(version, hash, key, "x")],
    ["padded", (of) => `${write(...of)}=`],
    ["with blanks in it", (of) => Buffer.from(JSON.stringify(of, null, 1)).toString("base64url")],
    ["empty", () => ""],
  ])("400 for a cursor that no page gave: %s", async (_case, forge) => {
    const { nextCursor } = (await ada.call("GET", "/v1/tasks?limit=1")).body;
    const cursor = forge(JSON.parse(Buffer.from(nextCursor, "base64url").toString()));
    const { status, body } = await ada.call("GET", `/v1/tasks?limit=1&cursor=${cursor}`);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ pointer: "/query/cursor" }]);
  });

  test("400 for a cursor of another order, another filter or with a key that isn't its own", async () => {
    const fay = await api.person("Fay");
    for (const title of ["one", "two"]) await add(fay, title);
    const { nextCursor } = (await fay.call("GET", "/v1/tasks?limit=1&sort=due")).body;
    const [version, hash, , id] = JSON.parse(Buffer.from(nextCursor, "base64url").toString());
    const forged = (key: unknown) => Buffer.from(JSON.stringify([version, hash, key, id])).toString("base64url");
    const ask = async (query: string) => (await fay.call("GET", `/v1/tasks?limit=1&${query}`)).status;
    expect(await ask(`sort=due&cursor=${nextCursor}`)).toBe(200);
    for (const query of ["sort=title", "sort=due&order=asc", "sort=due&status=todo", "sort=due&tz=Asia/Tokyo"])
      expect(await ask(`${query}&cursor=${nextCursor}`), query).toBe(400);
    for (const key of ["soon", 1, "infinity", {}, ["2026-01-01"]])
      expect(await ask(`sort=due&cursor=${forged(key)}`), String(key)).toBe(400);
  });

  test.each(["0", "101", "1.5", "-1", "1e1", "", " 5", "abc"])("400 for limit=%j", async (limit) => {
    const { status, body } = await ada.call("GET", `/v1/tasks?limit=${encodeURIComponent(limit)}`);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ pointer: "/query/limit" }]);
  });

  test("HEAD answers like GET, without the body", async () => {
    const head = await ada.call("HEAD", "/v1/tasks");
    expect(head.status).toBe(200);
    expect(head.text).toBe("");
    expect(Number(head.headers.get("content-length"))).toBeGreaterThan(0);
  });
});

describe("PATCH /v1/tasks/{id}", () => {
  test("renames, and each change raises the version", async () => {
    const { id, createdAt } = await add(ada, "Old");
    const { status, body } = await ada.call("PATCH", `/v1/tasks/${id}`, { title: "New" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, title: "New", version: 2, createdAt, completedAt: null });
    expect(Date.parse(body.updatedAt)).toBeGreaterThanOrEqual(Date.parse(createdAt));
  });

  test("done sets completedAt, done again keeps it, leaving done clears it", async () => {
    const { id } = await add(ada, "Finish");
    const path = `/v1/tasks/${id}`;
    const done = (await ada.call("PATCH", path, { status: "done" })).body;
    expect(Date.parse(done.completedAt)).toBeGreaterThan(0);
    const again = (await ada.call("PATCH", path, { status: "done", title: "Finished" })).body;
    expect(again.completedAt).toBe(done.completedAt);
    const renamed = (await ada.call("PATCH", path, { title: "Well finished" })).body;
    expect(renamed.completedAt).toBe(done.completedAt);
    const reopened = (await ada.call("PATCH", path, { status: "doing" })).body;
    expect(reopened).toMatchObject({ status: "doing", completedAt: null, version: 5 });
  });

  test("what is left out stays, and a due date can be taken away", async () => {
    const made = (await ada.call("POST", "/v1/tasks", { title: "Due", priority: "low", dueOn: "2026-12-24" })).body;
    const { body } = await ada.call("PATCH", `/v1/tasks/${made.id}`, { dueOn: null });
    expect(body).toMatchObject({ title: "Due", priority: "low", dueOn: null });
  });
});

describe("DELETE /v1/tasks/{id}", () => {
  test("204, then the task can't be read or deleted", async () => {
    const { id } = await add(ada, "Short-lived");
    const deleted = await ada.call("DELETE", `/v1/tasks/${id}`);
    expect(deleted.status).toBe(204);
    expect(deleted.text).toBe("");
    for (const method of ["GET", "DELETE"]) expect((await ada.call(method, `/v1/tasks/${id}`)).status).toBe(404);
  });
});
