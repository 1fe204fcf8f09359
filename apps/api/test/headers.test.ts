import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request, startApi, type TestApi, webOrigin } from "./support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const preflight = (origin: string, path = "/v1/tasks") =>
  request(api.url, "OPTIONS", path, {
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    },
  });

describe("CORS", () => {
  test("lets the web app's origin in, without credentials and without a token", async () => {
    const { status, headers } = await preflight(webOrigin);
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(webOrigin);
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect(headers.get("access-control-allow-methods")).toBe("GET, HEAD, POST, PATCH, DELETE");
    expect(headers.get("access-control-allow-headers")).toMatch(/Authorization, Content-Type/);
    expect(headers.get("access-control-max-age")).toBe("600");
  });

  test.each([
    "https://evil.example",
    "http://localhost:3001",
    "http://localhost:3000.evil.example",
    "https://localhost:3000",
    "http://LOCALHOST:3000",
    "null",
    "*",
  ])("lets no other origin in: %s", async (origin) => {
    expect((await preflight(origin)).headers.get("access-control-allow-origin")).toBeNull();
    const { headers } = await request(api.url, "GET", "/v1/tasks", { headers: { origin } });
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("vary")).toMatch(/Origin/);
  });

  test("a page can read errors too, and the headers that matter", async () => {
    const { person, url } = api;
    const token = await (await person()).token();
    for (const [path, status] of [
      ["/v1/tasks", 401],
      ["/v1/nothing", 404],
    ] as const) {
      const { headers, ...refused } = await request(url, "GET", path, {
        headers: { origin: webOrigin },
      });
      expect(refused.status).toBe(status);
      expect(headers.get("access-control-allow-origin")).toBe(webOrigin);
    }
    const good = await request(url, "GET", "/v1/tasks", { token, headers: { origin: webOrigin } });
    expect(good.headers.get("access-control-expose-headers")).toMatch(
      /ETag.*Location.*Retry-After.*WWW-Authenticate.*X-Request-Id/,
    );
  });
});

const paths = ["/livez", "/v1/tasks", "/v1/nothing", "/v1/tasks/%zz", `/${"a".repeat(3000)}`];

test.each(paths)("every answer keeps out of caches, frames and guesses: %s", async (path) => {
  const { headers } = await request(api.url, "GET", path);
  expect(Object.fromEntries(headers)).toMatchObject({
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  expect(headers.get("server")).toBeNull();
  expect(headers.get("x-powered-by")).toBeNull();
});

describe("behind https every answer of the API demands https", () => {
  let behindHttps: TestApi;
  beforeAll(async () => {
    behindHttps = await startApi({ config: { API_URL: "https://api.claimcheck.example" } });
  });
  afterAll(() => behindHttps.close());

  test.each(paths)("behind https every answer of the API demands https: %s", async (path) => {
    const demand = async (url: string) => (await request(url, "GET", path)).headers.get("strict-transport-security");
    expect(await demand(behindHttps.url)).toBe("max-age=63072000");
    expect(await demand(api.url)).toBeNull();
  });
});

describe("X-Request-Id", () => {
  const idFor = async (given: string) =>
    (await request(api.url, "GET", "/livez", { headers: { "x-request-id": given } })).headers.get("x-request-id");

  test("the caller's is kept when it is harmless", async () => {
    expect(await idFor("trace_1-a")).toBe("trace_1-a");
  });
  test.each(["a b", "a".repeat(65), "<script>", "a;b", ""])("else a new one: %j", async (given) => {
    expect(await idFor(given)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});
