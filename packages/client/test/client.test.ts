import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { ApiError } from "../src/api-error.ts";
import { createApiClient } from "../src/client.ts";
import { createTokenStore } from "../src/token.ts";
import { tokenOf } from "./token-of.ts";

type Seen = Pick<IncomingMessage, "method" | "url" | "headers"> & { body: string };
type Answer = { status: number; body?: unknown; type?: string; location?: string; retryAfter?: string };

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

/** A real server that records every request; `answer` decides by what it saw. */
async function serve(answer: (seen: Seen) => Answer) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body });
    const { status, body: sent, type, location, retryAfter } = answer({ method, url, headers, body });
    response.writeHead(status, {
      "content-type": type ?? (status < 400 ? "application/json" : "application/problem+json"),
      ...(location && { location }),
      ...(retryAfter && { "retry-after": retryAfter }),
    });
    response.end(typeof sent === "string" ? sent : sent && JSON.stringify(sent));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let fetched = 0;
  const tokens = createTokenStore({ fetchToken: async () => tokenOf(++fetched) });
  const client = createApiClient({ apiUrl, getToken: tokens.get });
  return { client, apiUrl, seen, fetched: () => fetched };
}

const page = { items: [], nextCursor: null };
const refused: Answer = {
  status: 401,
  body: { code: "token_invalid", status: 401, detail: "Refused", requestId: "r-1" },
};
const onlySecondToken = ({ headers }: Seen) =>
  headers.authorization === `Bearer ${tokenOf(2)}` ? { status: 200, body: page } : refused;

test("six parallel calls with a refused token lead to one refresh, and all succeed", async () => {
  const { client, seen, fetched } = await serve(onlySecondToken);
  const pages = await Promise.all(Array.from({ length: 6 }, () => client.listTasks()));
  expect(pages).toEqual(Array(6).fill(page));
  expect(fetched()).toBe(2);
  expect(seen).toHaveLength(12);
});

test("a refused call is tried exactly once more", async () => {
  const { client, seen, fetched } = await serve(() => refused);
  await expect(client.listTasks()).rejects.toMatchObject({ status: 401, code: "token_invalid" });
  expect(seen).toHaveLength(2);
  expect(fetched()).toBe(2);
});

test("a write that was refused is sent again whole", async () => {
  const { client, seen } = await serve(onlySecondToken);
  await client.createTask({ body: { title: "Mow the lawn" } });
  expect(seen.map(({ method, body }) => [method, JSON.parse(body)])).toEqual(
    Array(2).fill(["POST", { title: "Mow the lawn" }]),
  );
});

test("a 403 is neither retried nor a reason for a new token", async () => {
  const { client, seen, fetched } = await serve(() => ({
    status: 403,
    body: { code: "insufficient_scope", status: 403, detail: "No", requestId: "r-2" },
  }));
  await expect(client.deleteTask({ params: { id: "a" } })).rejects.toMatchObject({
    code: "insufficient_scope",
  });
  await expect(client.deleteTask({ params: { id: "a" } })).rejects.toBeInstanceOf(ApiError);
  expect(seen).toHaveLength(2);
  expect(fetched()).toBe(1);
});

test("an error carries the problem's code, request id and wrong fields", async () => {
  const errors = [{ pointer: "/body/title", detail: "must not be empty" }];
  const { client } = await serve(() => ({
    status: 400,
    body: { code: "validation_failed", status: 400, detail: "Wrong", requestId: "r-3", errors },
  }));
  await expect(client.createTask({ body: { title: "" } })).rejects.toMatchObject({
    status: 400,
    code: "validation_failed",
    requestId: "r-3",
    errors,
  });
});

test("an error carries the seconds of Retry-After, from a problem and from what stands in between", async () => {
  const answers: Answer[] = [
    { status: 429, retryAfter: "7", body: { code: "too_many_requests", status: 429, detail: "No", requestId: "r-4" } },
    { status: 503, retryAfter: "30", body: "<h1>Away", type: "text/html" },
    { status: 503, retryAfter: "Wed, 21 Oct 2026 07:28:00 GMT", body: "<h1>Away", type: "text/html" },
  ];
  const { client, seen } = await serve(() => answers.shift() as Answer);
  for (const retryAfter of [7, 30, undefined]) {
    const error = await client.getMe().catch((refusal) => refusal);
    expect([error instanceof ApiError, error.retryAfter]).toEqual([true, retryAfter]);
  }
  expect(seen).toHaveLength(3);
});

test("an answer that is no problem document is an error with the code unknown", async () => {
  const { client } = await serve(() => ({
    status: 502,
    body: "<h1>Bad gateway",
    type: "text/html",
  }));
  await expect(client.getMe()).rejects.toMatchObject({ status: 502, code: "unknown", errors: [] });
});

test("an API that can't be reached is an error with the code unreachable", async () => {
  const { client } = await serve(() => ({ status: 200, body: page }));
  await stop?.();
  stop = undefined;
  await expect(client.getMe()).rejects.toMatchObject({ status: 0, code: "unreachable" });
});

test("a redirect isn't followed", async () => {
  const { client, seen } = await serve(() => ({ status: 307, location: "/elsewhere" }));
  await expect(client.getMe()).rejects.toMatchObject({ code: "unreachable" });
  expect(seen).toHaveLength(1);
});

test("a call that its caller gives up isn't an ApiError", async () => {
  const { client } = await serve(() => ({ status: 200, body: page }));
  const signal = AbortSignal.abort();
  await expect(client.listTasks({}, { signal })).rejects.toMatchObject({ name: "AbortError" });
});

test("requests ask for no cookies to be sent or kept", async () => {
  const asked: (RequestInit | undefined)[] = [];
  const { apiUrl } = await serve(() => ({ status: 200, body: page }));
  const client = createApiClient({
    apiUrl,
    getToken: async () => "token",
    fetch: (url, init) => {
      asked.push(init);
      return fetch(url, init);
    },
  });
  await client.listTasks();
  await client.updateTask({ params: { id: "a" }, body: { title: "b" } });
  expect(asked.map((init) => init?.credentials)).toEqual(["omit", "omit"]);
});

test("each call has a request id of its own, which the API takes", async () => {
  const { client, seen } = await serve(() => ({ status: 200, body: page }));
  await Promise.all([client.listTasks(), client.getMe(), client.createTask({ body: { title: "x" } })]);
  const ids = seen.map(({ headers }) => headers["x-request-id"]);
  for (const id of ids) expect(id).toMatch(/^[\w-]{1,63}$/);
  expect(new Set(ids).size).toBe(3);
});

test("a file is sent as it is, under its own media type", async () => {
  const { client, seen } = await serve(() => ({ status: 200, body: { tasks: 1, tags: 0 } }));
  await client.fetch("importTasks", { body: new Blob(["title\nBread\n"], { type: "text/csv" }) });
  expect(seen[0]).toMatchObject({ body: "title\nBread\n", headers: { "content-type": "text/csv" } });
});

test("each call goes to its route, and ids can't leave their path segment", async () => {
  const { client, seen } = await serve(({ method }) =>
    method === "DELETE" ? { status: 204 } : { status: 200, body: page },
  );
  await client.listTasks({ query: { limit: "20", cursor: "a&b" } });
  await client.updateTask({ params: { id: "../me" }, body: { status: "done" } });
  expect(await client.deleteTask({ params: { id: "x" } })).toBeUndefined();
  await client.getMe();
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "GET /v1/tasks?limit=20&cursor=a%26b",
    "PATCH /v1/tasks/..%2Fme",
    "DELETE /v1/tasks/x",
    "GET /v1/me",
  ]);
});
