import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request, startApi, type TestApi } from "./support/api.ts";
import { callsOf } from "./support/operations.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test("random JSON at every route is never a 5xx, and what isn't taken says why, in no schema's words", async () => {
  const ada = await api.person("Ada");
  const id = (await ada.call("POST", "/v1/tasks", { title: "Here" })).body.id;
  const calls = callsOf(api.document, { userUuid: ada.uuid, id }).filter(({ method }) => method !== "GET");
  const token = await ada.token();
  const anyKey = fc.constantFrom(
    ...["title", "description", "status", "priority", "dueOn", "dueAt", "tags", "tag", "tasks", "ids"],
    ...["action", "name", "color", "completedAt", "createdAt", "__proto__", "id", "version"],
  );
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom("\0", "\ud800", "9999-12-31", "0000-01-01", "2026-02-30", "-000001-01-01T00:00:00Z"),
    fc.constantFrom(1e308, -0, 2 ** 53, id, [id], [id, id], null, "2026-01-01T00:00:00+23:59", "complete"),
  );
  const body = fc.oneof(
    { weight: 4, arbitrary: fc.dictionary(anyKey, value, { maxKeys: 4 }) },
    fc.jsonValue(),
    fc.record({ title: fc.string({ minLength: 1, maxLength: 20 }), dueOn: value, dueAt: value }),
    fc.record({ tasks: fc.array(fc.dictionary(anyKey, value, { maxKeys: 3 }), { maxLength: 3 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...calls), body, async ({ method, path, operationId }, sent) => {
      const answer = await request(api.url, method, path, { token, body: JSON.stringify(sent) });
      expect(answer.status, `${operationId} ${JSON.stringify(sent)}: ${answer.text}`).toBeLessThan(500);
      if (answer.status === 400 && answer.body.code === "validation_failed")
        expect(answer.body.errors.length).toBeGreaterThan(0);
      for (const { detail } of answer.body?.errors ?? []) expect(detail).not.toMatch(/^(Invalid|Too|Unrec)|received/);
    }),
    { numRuns: 600, seed: 14 },
  );
});

test("random queries are never a 5xx", async () => {
  const ada = await api.person("Ada");
  const names = fc.constantFrom(
    ...["status", "priority", "tags", "tagMatch", "dueBefore", "dueAfter", "hasDue", "overdue", "q", "deleted"],
    ...["tz", "sort", "order", "limit", "cursor", "days", "format", "x"],
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }).filter((text) => text.isWellFormed()),
    fc.constantFrom("\0", "9999-12-31", "0001-01-01", "Europe/Berlin", "+05:30", "true", "todo,done", "title"),
  );
  const reading = fc.constantFrom("/v1/tasks", "/v1/tasks/stats", "/v1/tasks/export", "/v1/tags", "/v1/me/activity");
  await fc.assert(
    fc.asyncProperty(reading, fc.dictionary(names, texts, { maxKeys: 3 }), async (path, query) => {
      const { status, text } = await ada.call("GET", `${path}?${new URLSearchParams(query)}`);
      expect([200, 400], `${path} ${JSON.stringify(query)}: ${text}`).toContain(status);
    }),
    { numRuns: 400, seed: 15 },
  );
});
