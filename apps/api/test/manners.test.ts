import { randomUUID } from "node:crypto";
import { type ProblemCode, problems } from "@claimcheck/contract/problems";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request, startApi, type TestApi, type TestPerson } from "./support/api.ts";
import { sendRaw } from "./support/raw.ts";

let api: TestApi;
let ada: TestPerson;
let token: string;

beforeAll(async () => {
  api = await startApi();
  ada = await api.person("Ada");
  token = await ada.token();
});
afterAll(() => api.close());

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  request(api.url, method, path, { token, body, headers });
const codeOf = async (answer: ReturnType<typeof send>) => (await answer).body?.code;

describe("what the caller accepts", () => {
  test.each(["text/html", "application/xml;q=0.9", "application/json;q=0", "image/*"])(
    "Accept: %s is 406, as a problem",
    async (accept) => {
      const answer = await send("GET", "/v1/tasks", undefined, { accept });
      expect([answer.status, answer.body.code]).toEqual([406, "not_acceptable"]);
    },
  );
  test.each(["application/json", "application/*", "*/*", "text/html, application/json;q=0.1"])(
    "Accept: %s is served",
    async (accept) => {
      expect((await send("GET", "/v1/tasks", undefined, { accept })).status).toBe(200);
    },
  );
  test("a stream of events isn't JSON", async () => {
    expect(await codeOf(send("GET", "/v1/events", undefined, { accept: "application/json" }))).toBe("not_acceptable");
  });
});

describe("an unknown key is refused by its name", () => {
  test.each([
    ["GET", "/v1/tasks?owner=x", "/query/owner"],
    ["GET", "/v1/tasks/0190a0a0-0000-7000-8000-000000000000?x=1", "/query/x"],
    ["GET", "/v1/me?x=1", "/query/x"],
    ["DELETE", "/v1/tags/0190a0a0-0000-7000-8000-000000000000?force=true", "/query/force"],
    ["GET", "/v1/events?since=1", "/query/since"],
  ])("%s %s", async (method, path, pointer) => {
    const { body } = await send(method, path);
    expect(body.errors).toMatchObject([{ pointer, detail: "is no known field" }]);
  });
});

describe("input that no product should take is a 4xx", () => {
  const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
  const deepList = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
  test.each<[string, string, ProblemCode]>([
    ["NUL", '{"title":"a\\u0000b"}', "validation_failed"],
    ["NUL in a description", '{"title":"x","description":"\\u0000"}', "validation_failed"],
    ["a lone surrogate", '{"title":"\\udc00"}', "validation_failed"],
    ["a huge number", '{"title":1e400}', "validation_failed"],
    ["more digits than a number has", `{"title":"x","dueOn":${"9".repeat(400)}}`, "validation_failed"],
    ["deeply nested objects", deep, "payload_too_large"],
    ["deeply nested lists", deepList, "payload_too_large"],
    ["__proto__", '{"title":"x","__proto__":{"a":1}}', "bad_request"],
    ["nested __proto__", '{"title":"x","tags":[{"__proto__":1}]}', "bad_request"],
    ["a time without an offset", '{"title":"x","dueAt":"2026-11-24T10:00:00"}', "validation_failed"],
    ["a time before 1900 once it is in UTC", '{"title":"x","dueAt":"1900-01-01T00:00:00+01:00"}', "validation_failed"],
    ["a time after 9998 once it is in UTC", '{"title":"x","dueAt":"9998-12-30T23:00:00-01:00"}', "validation_failed"],
    ["a year that Postgres hasn't", '{"title":"x","dueOn":"0000-01-01"}', "validation_failed"],
    [
      "a date and a time at once",
      '{"title":"x","dueOn":"2026-01-01","dueAt":"2026-01-01T00:00:00Z"}',
      "validation_failed",
    ],
    ["21 tags", JSON.stringify({ title: "x", tags: Array(21).fill("a") }), "validation_failed"],
    [
      "one tag twice",
      JSON.stringify({ title: "x", tags: Array(2).fill("0190a0a0-0000-7000-8000-000000000000") }),
      "validation_failed",
    ],
  ])("%s", async (_case, body, code) => {
    const answer = await send("POST", "/v1/tasks", body);
    expect([answer.status, answer.body.code]).toEqual([problems[code].status, code]);
  });
  test.each([
    "q=%00",
    "q=%ED%A0%80",
    "q=",
    "tz=Mars/Olympus",
    "overdue=true&tz=PST",
    "tz=%2B05:30",
    "tags=1",
    "status=open",
    "status=",
    "overdue=yes",
    "hasDue=none",
    "dueBefore=2026-02-30",
    "days=3",
  ])("query %s", async (query) => {
    expect((await send("GET", `/v1/tasks?${query}`)).status).toBe(400);
  });
  test.each(["days=0", "days=367", "tz=x", "tz=PST"])("stats query %s", async (query) => {
    expect((await send("GET", `/v1/tasks/stats?${query}`)).status).toBe(400);
  });
  test("a batch of more than 200 ids, or with one twice", async () => {
    const ids = Array.from({ length: 201 }, (_, at) => `0190a0a0-0000-7000-8000-${String(at).padStart(12, "0")}`);
    expect((await send("POST", "/v1/tasks/batch", { action: "complete", ids })).status).toBe(400);
    expect((await send("POST", "/v1/tasks/batch", { action: "complete", ids: [ids[0], ids[0]] })).status).toBe(400);
  });
});

test("a time whose day is before 1900 only where it is is taken", async () => {
  const { body } = await send("POST", "/v1/tasks", { title: "x", dueAt: "1899-12-31T23:00:00-01:00" });
  expect(body.dueAt).toBe("1900-01-01T00:00:00.000Z");
});

test("a body where none is read is refused, and nothing is done", async () => {
  const [kept, deleted] = [
    (await send("POST", "/v1/tasks", { title: "x" })).body.id,
    (await send("POST", "/v1/tasks", { title: "x" })).body.id,
  ];
  const tag = (await send("POST", "/v1/tags", { name: "kept" })).body.id;
  await send("DELETE", `/v1/tasks/${deleted}`);
  for (const [method, path] of [
    ["DELETE", `/v1/tasks/${kept}`],
    ["DELETE", `/v1/tags/${tag}`],
    ["POST", `/v1/tasks/${deleted}/restore`],
  ] as const)
    for (const sent of [{ title: "y" }, [], "null"])
      expect((await send(method, path, sent)).body.errors).toMatchObject([{ pointer: "/body" }]);
  expect((await send("GET", `/v1/tasks/${kept}`)).status).toBe(200);
  expect((await send("GET", `/v1/tasks/${deleted}`)).status).toBe(404);
  await send("DELETE", `/v1/tags/${tag}`);
});

describe("an empty body where none is read is no body, whatever type is named", () => {
  const empty = { "content-length": "0" };
  test.each<[string, string, Record<string, string>]>([
    ["Content-Type alone", "application/json", {}],
    ["a length of 0", "application/json; charset=utf-8", empty],
    ["chunks, of which there are none", "application/json", { "transfer-encoding": "chunked" }],
    ["the type of curl -d ''", "application/x-www-form-urlencoded", empty],
    ["the type of a text", "text/plain", empty],
  ])("%s (%s)", async (_case, type, lines) => {
    const { id } = (await send("POST", "/v1/tasks", { title: "x" })).body;
    const tag = (await send("POST", "/v1/tags", { name: randomUUID() })).body.id;
    for (const [method, path, status] of [
      ["DELETE", `/v1/tasks/${id}`, 204],
      ["POST", `/v1/tasks/${id}/restore`, 200],
      ["DELETE", `/v1/tags/${tag}`, 204],
    ] as const) {
      const given = { host: "localhost", authorization: `Bearer ${token}`, "content-type": type, ...lines };
      const head = Object.entries(given).map(([name, value]) => `${name}: ${value}\r\n`);
      const body = "transfer-encoding" in lines ? "0\r\n\r\n" : "";
      const answer = await sendRaw(api.port, `${method} ${path} HTTP/1.1\r\n${head.join("")}\r\n${body}`);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    }
  });
});

test("a body that can't be read is told why: empty, no JSON, or a key that is refused", async () => {
  const refused = "The body has a key that is refused: `__proto__`, or `prototype` in `constructor`.";
  const details: Record<string, string> = {
    "": "The body is empty, and the route needs one.",
    "{": "The body isn't valid JSON.",
    '{"__proto__":{}': "The body isn't valid JSON.",
    '{"title":"x","__proto__":{}}': refused,
    '{"title":"x","tags":[{"constructor":{"prototype":{}}}]}': refused,
  };
  for (const [sent, detail] of Object.entries(details)) {
    for (const path of ["/v1/tasks", "/v1/tasks/import"]) {
      const { body } = await send("POST", path, sent, { "content-type": "application/json" });
      expect([path, sent, body.code, body.detail]).toEqual([path, sent, "bad_request", detail]);
    }
  }
});

test("times are taken with any offset, and answered in UTC", async () => {
  const { body } = await send("POST", "/v1/tasks", {
    title: "x",
    dueAt: "2026-11-24T23:30:00.5-05:00",
  });
  expect(body.dueAt).toBe("2026-11-25T04:30:00.500Z");
});

describe("RateLimit headers", () => {
  test("each signed-in answer tells the budget, what is left of it, and when it is new", async () => {
    const own = await startApi({ config: { RATE_LIMIT_USER: 3 } });
    const [eve, finn] = [await own.person("Eve"), await own.person("Finn")];
    const left: (string | null)[] = [];
    for (let at = 0; at < 4; at += 1) {
      const { headers, status } = await eve.call("GET", "/v1/tasks");
      expect(headers.get("ratelimit-policy")).toBe('"user";q=3;w=60');
      left.push(headers.get("ratelimit")?.replace(/t=\d+$/, "t") ?? null);
      expect(status).toBe(at < 3 ? 200 : 429);
    }
    expect(left).toEqual(['"user";r=2;t', '"user";r=1;t', '"user";r=0;t', '"user";r=0;t']);
    expect((await finn.call("GET", "/v1/tasks")).headers.get("ratelimit")).toMatch(/^"user";r=2;t=\d+$/);
    await own.close();
  });
});

test("cookies are neither read nor logged", async () => {
  api.logs.length = 0;
  const secret = "session=very-secret-cookie";
  const answer = await request(api.url, "GET", "/v1/tasks", { headers: { cookie: secret } });
  expect([answer.status, answer.headers.get("set-cookie")]).toEqual([401, null]);
  expect(api.logs.join("")).not.toContain("very-secret-cookie");
});

test("the problem's type of every code leads to what docs/errors.md says of it", async () => {
  for (const [code, of] of Object.entries(problems)) {
    const { body } = await request(api.url, "GET", `/problems/${code}`);
    expect(body).toEqual({ code, ...of });
  }
});
