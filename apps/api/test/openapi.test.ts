import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request, startApi, type TestApi } from "./support/api.ts";

let api: TestApi;
type Operation = { security: Record<string, string[]>[]; responses: Record<string, unknown> };
let document: { openapi: string; paths: Record<string, Record<string, Operation>> };

beforeAll(async () => {
  api = await startApi();
  document = (await request(api.url, "GET", "/openapi.json")).body;
});
afterAll(() => api.close());

describe("/openapi.json", () => {
  test("is OpenAPI 3.1 and public", () => {
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test("lists every route, and no other", () => {
    const unlisted = /^(\/|\/openapi\.json|\/docs.*|\*)$/;
    const registered = api
      .routes()
      .filter(({ method, url }) => method !== "HEAD" && !unlisted.test(url))
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, "{$1}")}`);
    const listed = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.toSorted()).toEqual(registered.toSorted());
  });

  test("says of each operation what token it needs, and that it may answer with a problem", () => {
    const needs = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { security, responses }]) => {
        expect(responses).toHaveProperty(["default", "content", "application/problem+json"]);
        return [`${method} ${path}`, security] as const;
      }),
    );
    expect(Object.fromEntries(needs)).toEqual({
      "get /livez": [],
      "get /readyz": [],
      "get /problems/{code}": [],
      "get /v1/me": [{ bearer: [] }],
      "get /v1/me/activity": [{ bearer: [] }],
      "get /v1/tasks": [{ bearer: ["tasks:read"] }],
      "post /v1/tasks": [{ bearer: ["tasks:write"] }],
      "get /v1/tasks/{id}": [{ bearer: ["tasks:read"] }],
      "patch /v1/tasks/{id}": [{ bearer: ["tasks:write"] }],
      "delete /v1/tasks/{id}": [{ bearer: ["tasks:write"] }],
      "post /v1/tasks/batch": [{ bearer: ["tasks:write"] }],
      "get /v1/users/{userUuid}/tasks": [{ bearer: ["tasks:read"] }],
      "post /v1/users/{userUuid}/tasks": [{ bearer: ["tasks:write"] }],
      "get /v1/users/{userUuid}/tasks/{id}": [{ bearer: ["tasks:read"] }],
      "patch /v1/users/{userUuid}/tasks/{id}": [{ bearer: ["tasks:write"] }],
      "delete /v1/users/{userUuid}/tasks/{id}": [{ bearer: ["tasks:write"] }],
      "post /v1/users/{userUuid}/tasks/batch": [{ bearer: ["tasks:write"] }],
    });
  });
});

describe("/docs", () => {
  test("the front door leads there", async () => {
    const { status, headers } = await request(api.url, "GET", "/");
    expect(status).toBe(302);
    expect(headers.get("location")).toBe("/docs");
  });

  test("needs nothing from elsewhere, and its policy lets nothing else in", async () => {
    const { status, text, headers } = await request(api.url, "GET", "/docs");
    expect(status).toBe(200);
    const policy = headers.get("content-security-policy");
    expect(policy).toMatch(
      /default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';/,
    );
    const parts = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part ?? "");
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      expect(part).toMatch(/^\/docs\/static\//);
      expect((await request(api.url, "GET", part)).status).toBe(200);
    }
    expect(text).not.toMatch(/<script(?![^>]+src=)|<style|style=|onload=/);
  });
});
