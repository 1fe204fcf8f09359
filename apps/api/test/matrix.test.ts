import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, request, startApi, type TestApi, type TestPerson } from "./support/api.ts";
import { type Call, callsOf } from "./support/operations.ts";

/*
 * Every operation of the served document, called without a token, with an expired one, by somebody else, without the
 * scope, and by the owner. The owner's own rows are looked at before and after.
 */

let api: TestApi;
let ada: TestPerson;
let bob: TestPerson;
let hers: { task: string; deleted: string; tag: string };

/** What an operation names: nothing of anybody's, or one of these by its id. */
const rows: Record<string, "task" | "deleted" | "tag" | "tasks" | "own"> = {
  getMe: "own",
  listActivity: "own",
  listTasks: "own",
  createTask: "own",
  getTask: "task",
  updateTask: "task",
  deleteTask: "task",
  restoreTask: "deleted",
  batchTasks: "tasks",
  taskStats: "own",
  exportTasks: "own",
  importTasks: "own",
  listTags: "own",
  createTag: "own",
  updateTag: "tag",
  deleteTag: "tag",
  streamEvents: "own",
};

beforeAll(async () => {
  api = await startApi();
  ada = await api.person("Ada");
  bob = await api.person("Bob");
  const tag = (await ada.call("POST", "/v1/tags", { name: "Ada's tag" })).body.id;
  const add = async (title: string) => (await ada.call("POST", "/v1/tasks", { title, tags: [tag] })).body.id;
  hers = { tag, task: await add("Ada's secret"), deleted: await add("Ada's deleted secret") };
  await ada.call("DELETE", `/v1/tasks/${hers.deleted}`);
});
afterAll(() => api.close());

const closed = () => callsOf(api.document, { userUuid: ada.uuid }).filter((of) => !of.public);
const kindOf = ({ operationId }: Call) => rows[operationId.replace(/OfUser$/, "")];

/** The operations for an owner and a kind of row, with that row's id in them. */
function callsFor(userUuid: string, idOf: (kind: "task" | "deleted" | "tag") => string): Call[] {
  return callsOf(api.document, { userUuid }).flatMap((of, at) => {
    if (of.public) return [];
    const kind = kindOf(of);
    if (kind === undefined || kind === "own") return [of];
    const id = idOf(kind === "tasks" ? "task" : kind);
    return callsOf(api.document, { userUuid, id }).slice(at, at + 1);
  });
}

const send = ({ method, path, body }: Call, token?: string) => request(api.url, method, path, { token, body });

const adasState = async () =>
  Promise.all(
    ["/v1/tasks", "/v1/tasks?deleted=true", "/v1/tags"].map(async (path) => (await ada.call("GET", path)).text),
  );

/** An answer without what differs between any two. */
function plain({ status, headers, body }: Answer) {
  const known = [...headers].filter(([name]) => !/^(x-request-id|date|ratelimit)$/.test(name));
  return { status, headers: known, body: body && { ...body, instance: "", requestId: "" } };
}

test("the matrix has a row for every operation of the served document", () => {
  const names = closed().map(({ operationId }) => operationId.replace(/OfUser$/, ""));
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !(name in rows))).toEqual([]);
});

describe("every operation", () => {
  test("without a token: 401 token_missing, and nothing changes", async () => {
    const before = await adasState();
    for (const of of closed()) {
      const { status, body, headers } = await send(of);
      expect(`${of.operationId} ${status} ${body.code}`).toBe(`${of.operationId} 401 token_missing`);
      expect(headers.get("www-authenticate")).toMatch(/^Bearer realm="api", resource_metadata="[^"]+"$/);
    }
    expect(await adasState()).toEqual(before);
  });

  test("with an expired token: 401 token_invalid, and nothing changes", async () => {
    const before = await adasState();
    const expired = await ada.token({ expiresIn: -60 });
    for (const of of callsFor(ada.uuid, (kind) => hers[kind])) {
      const { status, body } = await send(of, expired);
      expect(`${of.operationId} ${status} ${body.code}`).toBe(`${of.operationId} 401 token_invalid`);
    }
    expect(await adasState()).toEqual(before);
  });

  test("without its scope: 403 insufficient_scope that names it, and nothing changes", async () => {
    const before = await adasState();
    const scopeless = await ada.token({ scope: "" });
    for (const of of callsFor(ada.uuid, (kind) => hers[kind])) {
      // An operation that takes any token is named here, so that none comes to it by forgetting.
      if (!of.scope) expect(of.operationId).toBe("getMe");
      if (!of.scope) continue;
      const other = await ada.token({
        scope: of.scope === "tasks:read" ? "tasks:write" : "tasks:read",
      });
      for (const token of [scopeless, other]) {
        const { status, body, headers } = await send(of, token);
        expect(`${of.operationId} ${status} ${body.code}`).toBe(`${of.operationId} 403 insufficient_scope`);
        expect(headers.get("www-authenticate")).toContain(`scope="${of.scope}"`);
      }
    }
    expect(await adasState()).toEqual(before);
  });

  test("of somebody else: a row answers exactly as one that doesn't exist, and nothing changes", async () => {
    const before = await adasState();
    const token = await bob.token();
    const foreign = callsFor(bob.uuid, (kind) => hers[kind]);
    const unknown = callsFor(bob.uuid, () => randomUUID());
    let compared = 0;
    for (const [at, of] of foreign.entries()) {
      const answer = await send(of, token);
      const kind = kindOf(of);
      if (kind === "own") {
        expect(answer.text, of.operationId).not.toMatch(/Ada|secret/);
        continue;
      }
      const nowhere = await send(unknown[at] as Call, token);
      expect(answer.status, of.operationId).toBe(404);
      expect(plain(answer), of.operationId).toEqual(plain(nowhere));
      compared += 1;
    }
    expect(compared).toBeGreaterThan(8);
    expect(await adasState()).toEqual(before);
  });

  test("of somebody else: a tag named in a body answers exactly as one that doesn't exist, and nothing changes", async () => {
    const before = await adasState();
    const his = (await bob.call("POST", "/v1/tasks", { title: "His" })).body.id;
    const naming = (tag: string) =>
      [
        ["POST", "/v1/tasks", { title: "x", tags: [tag] }],
        ["PATCH", `/v1/tasks/${his}`, { tags: [tag] }],
        ["POST", "/v1/tasks/batch", { action: "add_tag", ids: [his], tag }],
        ["POST", "/v1/tasks/batch", { action: "remove_tag", ids: [his], tag }],
        ["GET", `/v1/tasks?tags=${tag}`],
      ] as const;
    const unknown = naming(randomUUID());
    for (const [at, [method, path, body]] of naming(hers.tag).entries()) {
      const [, nowhere = path] = unknown[at] ?? [];
      const answer = await bob.call(method, path, body);
      expect(answer.status).toBe(method === "GET" ? 200 : 400);
      expect(plain(answer)).toEqual(plain(await bob.call(method, nowhere, unknown[at]?.[2])));
    }
    expect(await adasState()).toEqual(before);
  });

  test("under somebody else's uuid in the path: 403 not_yours, whether there is such a person or not", async () => {
    const before = await adasState();
    const token = await bob.token();
    const below = (uuid: string) =>
      callsFor(uuid, (kind) => hers[kind]).filter(({ path }) => path.startsWith("/v1/users/"));
    const nobody = below(randomUUID());
    expect(nobody.length).toBeGreaterThan(8);
    for (const [at, of] of below(ada.uuid).entries()) {
      const answer = await send(of, token);
      expect(`${of.operationId} ${answer.status} ${answer.body.code}`).toBe(`${of.operationId} 403 not_yours`);
      expect(plain(answer)).toEqual(plain(await send(nobody[at] as Call, token)));
    }
    expect(await adasState()).toEqual(before);
  });

  test("that only reads does so in transactions that can't write", async () => {
    for (const of of callsFor(ada.uuid, (kind) => hers[kind])) {
      if (of.method !== "GET") continue;
      api.accesses.length = 0;
      await send(of, await ada.token());
      expect(new Set(api.accesses), of.operationId).toEqual(new Set(["read"]));
    }
  });

  test("of the owner: it works", async () => {
    for (const prefix of ["/v1/users/", "/v1/"]) {
      // Each time a person of its own, since deletions are among them.
      const carol = await api.person("Carol");
      const tag = (await carol.call("POST", "/v1/tags", { name: "own" })).body.id;
      const fresh = async () => (await carol.call("POST", "/v1/tasks", { title: "Own", tags: [tag] })).body.id;
      const ids = { task: await fresh(), deleted: await fresh(), tag };
      await carol.call("DELETE", `/v1/tasks/${ids.deleted}`);
      const calls = callsFor(carol.uuid, (kind) => ids[kind]).filter(
        ({ path }) => path.startsWith(prefix) && (prefix !== "/v1/" || !path.startsWith("/v1/users/")),
      );
      // What deletes comes last, and what makes a tag before the import that would make it, too.
      const order = (of: Call) => (of.method === "DELETE" ? 1 : of.operationId.startsWith("createTag") ? -1 : 0);
      for (const of of calls.toSorted((a, b) => order(a) - order(b))) {
        const { status, text } = await send(of, await carol.token());
        expect([200, 201, 204], `${of.operationId}: ${text}`).toContain(status);
      }
    }
  });
});
