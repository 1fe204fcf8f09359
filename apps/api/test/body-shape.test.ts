import { maxTagsOfTask } from "@claimcheck/contract/tags";
import { maxTasks } from "@claimcheck/contract/tasks";
import { csvColumns } from "@claimcheck/contract/transfer";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertShape, assertTableShape } from "../src/body-shape.ts";
import { importShape } from "../src/tasks/transfer-routes.ts";
import { type Answer, request, startApi, type TestApi } from "./support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const send = async (path: string, body: string, type = "application/json") => {
  const token = await (await api.person("Eve")).token();
  return request(api.url, "POST", path, { token, body, headers: { "content-type": type } });
};
const expectTooLarge = ({ status, body }: Answer, detail: string) =>
  expect([status, body.code, body.detail]).toEqual([413, "payload_too_large", detail]);

describe("a body with more structure than anything that is taken is refused before it is parsed", () => {
  const keys = (count: number) => Array.from({ length: count }, (_, at) => `"k${at}":1`).join();
  test.each([
    ["nested lists", "[".repeat(2_500_000), "be nested 5 levels deep"],
    ["a task with 430,000 keys", `{"tasks":[{${keys(430_000)}}]}`, "have 64 members in a list or object at level 3"],
    [
      "1.7 million objects",
      `{"tasks":[${"{},".repeat(1_700_000)}{}]}`,
      "have 20,000 members in a list or object at level 2",
    ],
    [
      "many values in many tasks",
      `{"tasks":[${Array(9000).fill(`{"tags":[${Array(60).fill(1)}]}`)}]}`,
      "have 350,000 values",
    ],
  ])("%s in an import", async (_name, body, most) =>
    expectTooLarge(await send("/v1/tasks/import", body), `The body may ${most} at most.`),
  );

  test.each([
    ["nested lists", `{"title":${"[".repeat(30_000)}`, "be nested 5 levels deep"],
    ["unknown keys", `{${keys(5000)}}`, "have 64 members in a list or object at level 1"],
    ["tags", `{"title":"x","tags":[${"1,".repeat(30_000)}1]}`, "have 500 members in a list or object at level 2"],
    ["values", `{"a":[${Array(400).fill("[1,2,3,4,5,6,7]")}]}`, "have 2,000 values"],
  ])("%s elsewhere", async (_name, body, most) =>
    expectTooLarge(await send("/v1/tasks", body), `The body may ${most} at most.`),
  );

  test.each([
    ["cells in a line", `title\n${",".repeat(5_000_000)}`, "have 64 cells in a line"],
    ["cells of the header", ";".repeat(5_000_000), "have 64 cells in a line"],
    ["lines", `title\n${"\n".repeat(5_000_000)}`, "have 100,000 lines"],
    ["cells", `title,status\n${`${",".repeat(40)}\n`.repeat(90_000)}`, "have 350,000 cells"],
  ])("%s in a table", async (_name, body, most) =>
    expectTooLarge(await send("/v1/tasks/import", body, "text/csv"), `The body may ${most} at most.`),
  );
});

test("the largest import has no more structure than is allowed, as JSON and as a table", () => {
  const task = Object.fromEntries(csvColumns.map((column) => [column, "x"]));
  const tags = Array.from({ length: maxTagsOfTask }, (_, at) => `tag ${at}`);
  const tasks = Array(maxTasks).fill({ ...task, tags });
  const named = Array.from({ length: 200 }, (_, at) => ({ name: `tag ${at}`, color: "red" }));
  assertShape(Buffer.from(JSON.stringify({ exportedAt: "", tags: named, tasks })), importShape);
  assertTableShape(`${csvColumns}\n${`${csvColumns.map(() => '"a, b"')}\n`.repeat(maxTasks + 1)}`, ",");
});

test("what stands in a text is no structure, and its escapes end nothing", () => {
  const inText = { title: "[[[[[[{{{{{{,,,,,\\", description: '"[,\\"'.repeat(5000) };
  const shape = { widths: [2], values: 2 };
  assertShape(Buffer.from(JSON.stringify(inText)), shape);
  expect(() => assertShape(Buffer.from(JSON.stringify([inText])), shape)).toThrow();
  assertTableShape(`title\n"${",\n".repeat(200_000)}""${",".repeat(100)}"\n`, ",");
});

test("any JSON is within the shape that it has, and not within a smaller one", () => {
  /** Levels, most members of one value, and members of all, as one would count them by hand. */
  function measured(value: unknown): { depth: number; width: number; values: number } {
    if (typeof value !== "object" || value === null) return { depth: 0, width: 0, values: 0 };
    const inner = Object.values(value);
    const parts = inner.map(measured);
    return {
      depth: 1 + Math.max(0, ...parts.map(({ depth }) => depth)),
      width: Math.max(1, inner.length, ...parts.map(({ width }) => width)),
      values: Math.max(1, inner.length) + parts.reduce((sum, { values }) => sum + values, 0),
    };
  }
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (value, indent) => {
      const bytes = Buffer.from(JSON.stringify(value, null, indent));
      const { depth, width, values } = measured(value);
      const shape = (less: { depth?: number; width?: number; values?: number }) => ({
        widths: Array(depth - (less.depth ?? 0)).fill(width - (less.width ?? 0)),
        values: values - (less.values ?? 0),
      });
      assertShape(bytes, shape({}));
      if (depth === 0) return;
      expect(() => assertShape(bytes, shape({ depth: 1 }))).toThrow();
      if (width > 1) expect(() => assertShape(bytes, shape({ width: 1 }))).toThrow();
      expect(() => assertShape(bytes, shape({ values: 1 }))).toThrow();
    }),
    { numRuns: 500, seed: 20 },
  );
});
