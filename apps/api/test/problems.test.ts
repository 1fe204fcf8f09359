import { problemSchema, problems } from "@claimcheck/contract/problems";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, apiUrl, request, startApi, type TestApi, type TestPerson } from "./support/api.ts";
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

/** The shape every problem has, and that it is what the contract says of its code. */
function expectProblem({ status, headers, body }: Answer, code: keyof typeof problems): void {
  expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
  const problem = problemSchema.strict().parse(body);
  expect(problem).toMatchObject({
    code,
    type: `${apiUrl}/problems/${code}`,
    title: problems[code].title,
    status: problems[code].status,
    requestId: headers.get("x-request-id"),
  });
  expect(status).toBe(problems[code].status);
}

test("what is wrong with a value is said as what to give instead", async () => {
  const wrong = { priority: "later", status: 1, description: null, tags: "home" };
  const [{ body: create }, { body: batch }, { body: rows }] = [
    await send("POST", "/v1/tasks", wrong),
    await send("POST", "/v1/tasks/batch", { action: "burn", ids: "all" }),
    await send("POST", "/v1/tasks/import", { tasks: [wrong, "x"] }),
  ];
  const told = ({ errors }: typeof create) =>
    Object.fromEntries(errors.map((of: { pointer: string; detail: string }) => [of.pointer, of.detail]));
  const reasons = (at: string) => ({
    [`${at}/title`]: "is missing",
    [`${at}/description`]: "must be text",
    [`${at}/status`]: "must be one of todo, doing, done",
  });
  expect(told(create)).toEqual({
    ...reasons("/body"),
    "/body/priority": "must be one of none, low, medium, high, urgent",
    "/body/tags": "must be a list",
  });
  expect(told(batch)["/body/action"]).toMatch(/^must be one of complete, reopen, /);
  expect(told(rows)).toEqual({ ...reasons("/body/tasks/0"), "/body/tasks/1": "must be an object" });
});

describe("each error before, in and after routing is a problem document", () => {
  test.each<[string, keyof typeof problems, () => Promise<Answer>]>([
    ["no token", "token_missing", () => request(api.url, "GET", "/v1/tasks")],
    ["unknown path", "not_found", () => send("GET", "/v1/nothing")],
    ["unknown file of the docs", "not_found", () => send("GET", "/docs/static/nothing.js")],
    ["broken percent-encoding", "bad_request", () => send("GET", "/v1/tasks/%zz")],
    ["path part over 100 characters", "uri_too_long", () => send("GET", `/v1/tasks/${"a".repeat(101)}`)],
    ["URL over 8 KiB", "uri_too_long", () => send("GET", `/v1/tasks?cursor=${"a".repeat(8192)}`)],
    ["broken JSON", "bad_request", () => send("POST", "/v1/tasks", "{")],
    ["empty JSON body", "bad_request", () => send("POST", "/v1/tasks", "")],
    ["key __proto__", "bad_request", () => send("POST", "/v1/tasks", '{"title":"x","__proto__":{}}')],
    [
      "key constructor.prototype",
      "bad_request",
      () => send("POST", "/v1/tasks", '{"title":"x","constructor":{"prototype":{}}}'),
    ],
    ["body over 64 KiB", "payload_too_large", () => send("POST", "/v1/tasks", { title: "a".repeat(65_536) })],
    ["text", "unsupported_media_type", () => send("POST", "/v1/tasks", "{}", { "content-type": "text/plain" })],
    ["XML", "unsupported_media_type", () => send("POST", "/v1/tasks", "<a/>", { "content-type": "application/xml" })],
    [
      "a form",
      "unsupported_media_type",
      () =>
        send("POST", "/v1/tasks", "title=x", {
          "content-type": "application/x-www-form-urlencoded",
        }),
    ],
    [
      "another charset",
      "unsupported_media_type",
      () => send("POST", "/v1/tasks", "{}", { "content-type": "application/json; charset=utf-16" }),
    ],
    ["compressed", "unsupported_media_type", () => send("POST", "/v1/tasks", "{}", { "content-encoding": "gzip" })],
    ["id that is no uuid", "validation_failed", () => send("GET", "/v1/tasks/1")],
  ])("%s: %s", async (_case, code, ask) => {
    expectProblem(await ask(), code);
  });

  test.each([
    ["no HTTP at all", "bad_request", "hello\r\n\r\n"],
    ["NUL in a header", "bad_request", "GET / HTTP/1.1\r\nhost: a\r\nx: a\0b\r\n\r\n"],
    [
      "both Content-Length and Transfer-Encoding",
      "bad_request",
      "POST /v1/tasks HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["16 KiB of headers", "headers_too_large", `GET / HTTP/1.1\r\nhost: a\r\nx: ${"a".repeat(20_000)}\r\n\r\n`],
  ] as const)("%s: %s, though there is no request to speak of", async (_case, code, text) => {
    const [head = "", body = ""] = (await sendRaw(api.port, text)).split("\r\n\r\n");
    expect(head).toContain(`HTTP/1.1 ${problems[code].status} `);
    expect(head).toMatch(/content-type: application\/problem\+json/);
    expect(head).toMatch(/cache-control: no-store/);
    expect(problemSchema.parse(JSON.parse(body)).code).toBe(code);
  });
});

describe("a method that the path doesn't have", () => {
  test.each([
    ["PUT", "/v1/tasks", ["GET", "HEAD", "OPTIONS", "POST"]],
    ["POST", "/v1/tasks/0190a0a0-0000-7000-8000-000000000000", ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH"]],
    ["DELETE", "/livez", ["GET", "HEAD", "OPTIONS"]],
  ])("%s %s: 405 names those it has", async (method, path, allowed) => {
    const answer = await send(method, path);
    expectProblem(answer, "method_not_allowed");
    expect(answer.headers.get("allow")?.split(", ").toSorted()).toEqual(allowed);
  });

  test("TRACE is 405 as well", async () => {
    const answer = await sendRaw(api.port, "TRACE /v1/tasks HTTP/1.1\r\nhost: a\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
  });
});

describe("wrong fields are named, each with a pointer", () => {
  test.each<[string, unknown, string[]]>([
    ["missing", {}, ["/body/title"]],
    ["blank", { title: "  " }, ["/body/title"]],
    ["of invisible characters only", { title: "\u200b\u2060 \u3164" }, ["/body/title"]],
    ["too long", { title: "a".repeat(201) }, ["/body/title"]],
    ["with NUL", { title: "a\0b" }, ["/body/title"]],
    ["with half a character", '{"title":"\\ud800"}', ["/body/title"]],
    ["of another type", { title: 5 }, ["/body/title"]],
    ["outside its values", { title: "x", priority: "max" }, ["/body/priority"]],
    ["no calendar day", { title: "x", dueOn: "2026-02-30" }, ["/body/dueOn"]],
    ["unknown", { title: "x", done: true, "a/b": 1 }, ["/body/done", "/body/a~1b"]],
    ["no object", [], ["/body"]],
    ["null", "null", ["/body"]],
    ["several", { title: "", dueOn: "soon" }, ["/body/title", "/body/dueOn"]],
  ])("%s", async (_case, body, pointers) => {
    const answer = await send("POST", "/v1/tasks", body);
    expectProblem(answer, "validation_failed");
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  });

  test.each([
    ["unknown", "/v1/tasks?colour=red", "/query/colour"],
    ["given twice", "/v1/tasks?limit=1&limit=2", "/query/limit"],
    ["__proto__", "/v1/tasks?__proto__=1", "/query/__proto__"],
    ["no uuid", "/v1/tasks/1", "/path/id"],
  ])("in the address: %s", async (_case, path, pointer) => {
    const answer = await send("GET", path);
    expectProblem(answer, "validation_failed");
    expect(answer.body.errors).toMatchObject([{ pointer }]);
  });

  test("a change of nothing is refused", async () => {
    const { id } = (await send("POST", "/v1/tasks", { title: "x" })).body;
    expectProblem(await send("PATCH", `/v1/tasks/${id}`, {}), "validation_failed");
  });

  test("invalid UTF-8 is refused, not repaired", async () => {
    const head = `POST /v1/tasks HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n`;
    const answer = await sendRaw(
      api.port,
      Buffer.concat([Buffer.from(`${head}content-length: 13\r\n\r\n{"title":"`), Buffer.from([0xff, 0x22, 0x7d])]),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain("UTF-8");
  });
});

test("an error of ours tells the caller nothing but the request's id", async () => {
  // The next read fails in Postgres, with a message that names a column.
  await api.asOwner("alter table task rename column title to heading");
  const answer = await send("GET", "/v1/tasks");
  await api.asOwner("alter table task rename column heading to title");
  expectProblem(answer, "internal_error");
  expect(answer.text).not.toMatch(/column|task\b|select/i);
});

test("a missing grant is our fault: 500, with the relation in the log and not in the answer", async () => {
  await api.asOwner("revoke select on task from app_api");
  const answer = await send("GET", "/v1/tasks");
  await api.asOwner("grant select on task to app_api");
  expectProblem(answer, "internal_error");
  expect(answer.text).not.toMatch(/permission|table/i);
  const failed = api.logs.filter((line) => JSON.parse(line).msg === "internal_error");
  expect(failed.join()).toContain("permission denied for table task");
  expect(failed.join()).toContain(answer.body.requestId);
});

test("a row that row-level security refuses looks like one that isn't there, and is logged as a warning", async () => {
  await api.asOwner("create policy nothing on task as restrictive for insert to app_api with check (false)");
  const before = api.logs.length;
  const answer = await send("POST", "/v1/tasks", { title: "Mine" });
  await api.asOwner("drop policy nothing on task");
  expectProblem(answer, "not_found");
  const warned = api.logs
    .slice(before)
    .map((line) => JSON.parse(line))
    .filter(({ level }) => level === "warn");
  expect(warned).toMatchObject([{ msg: "not_found", requestId: answer.body.requestId }]);
});

test("a problem's type leads to what it means and how to mend it", async () => {
  const { body } = await send("GET", "/v1/nothing");
  const path = new URL(body.type).pathname;
  const explained = await request(api.url, "GET", path);
  expect(explained.status).toBe(200);
  expect(explained.body).toEqual({ code: "not_found", ...problems.not_found });
  expectProblem(await request(api.url, "GET", "/problems/toString"), "not_found");
});
