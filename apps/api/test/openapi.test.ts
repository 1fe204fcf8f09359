import { problems } from "@claimcheck/contract/problems";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { request, startApi, type TestApi } from "./support/api.ts";
import { misfits } from "./support/conform.ts";
import { callsOf } from "./support/operations.ts";

let api: TestApi;
type Media = { content?: Record<string, { schema: object; example?: unknown }> };
type Operation = { operationId: string; requestBody?: Media; responses: Record<string, Media> };
let document: { openapi: string; paths: Record<string, Record<string, Operation>> };
const operations = () => Object.values(document.paths).flatMap((path) => Object.values(path));

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

  test("is the one in the repository: a change of the contract shows in a review", async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot("../openapi.json");
  });

  test("gives an example of each JSON body, which fits what it is an example of", () => {
    let examples = 0;
    for (const { operationId, requestBody, responses } of operations()) {
      const answers = Object.entries(responses).filter(([status]) => status.startsWith("2"));
      for (const { content = {} } of [requestBody ?? {}, ...answers.map(([, answer]) => answer)]) {
        const media = content["application/json"];
        if (!media || operationId === "livez" || operationId === "readyz") continue;
        if (operationId === "problems") continue;
        expect(misfits(media.schema, media.example), operationId).toEqual([]);
        examples += 1;
      }
    }
    expect(examples).toBeGreaterThan(25);
  });

  test("gives an example of each problem, table and event, which is one", () => {
    const { components } = api.document;
    expect(Object.keys(components.examples)).toEqual(Object.keys(problems));
    for (const [code, { value }] of Object.entries(components.examples)) {
      expect(misfits(components.schemas.Problem, value), code).toEqual([]);
      expect(value).toMatchObject({ code });
    }
    const text = (media: string, path: string) => document.paths[path]?.get?.responses["200"]?.content?.[media];
    const table = text("text/csv", "/v1/tasks/export");
    expect(misfits(table?.schema ?? {}, table?.example)).toEqual([]);
    const events = text("text/event-stream", "/v1/events");
    const [, data = ""] = /^data: (.*)$/m.exec(String(events?.example)) ?? [];
    const { "x-event": event = {} } = (events?.schema ?? {}) as { "x-event"?: object };
    expect(misfits(event, JSON.parse(data))).toEqual([]);
  });

  test("the example of a table is taken, and given back", async () => {
    const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
    const media = document.paths["/v1/tasks/import"]?.post?.requestBody?.content?.["text/csv"];
    const sent = { token: await ada.token(), body: String(media?.example), headers: { "content-type": "text/csv" } };
    expect((await request(api.url, "POST", "/v1/tasks/import", sent)).body).toEqual({ tasks: 1, tags: 1 });
    expect((await ada.call("GET", "/v1/tasks/export?format=csv")).text).toBe(media?.example);
    expect((await bob.call("GET", "/v1/tags")).body.items).toEqual([]);
  });

  test("the example of each request is taken", async () => {
    const ada = await api.person("Ada");
    for (const { operationId, method, path, body } of callsOf(api.document, {
      userUuid: ada.uuid,
    })) {
      const { status, text } = await ada.call(method, path, body);
      expect([200, 201, 204, 404, 409], `${operationId}: ${text}`).toContain(status);
    }
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
