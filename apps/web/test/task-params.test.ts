import { listTasksQuerySchema } from "@claimcheck/contract/tasks";
import { describe, expect, test } from "vitest";
import { isPlain, listQuery, readParams, tasksUrl, viewNames } from "../src/features/tasks/filters/params.ts";

const clock = { today: "2026-11-30", timeZone: "Europe/Berlin" };
const queryOf = (search: string) => listQuery(readParams(new URLSearchParams(search)), clock);
const tag = "019ab1c2-4d3e-7f60-8a91-b2c3d4e5f607";

test.each([
  ["", { status: "todo,doing", sort: "created", order: "desc" }],
  ["view=today", { status: "todo,doing", dueBefore: "2026-12-01", sort: "due", order: "asc" }],
  ["view=upcoming", { status: "todo,doing", dueAfter: "2026-11-30", sort: "due", order: "asc" }],
  ["view=overdue", { status: "todo,doing", overdue: "true", sort: "due", order: "asc" }],
  ["view=undated", { status: "todo,doing", hasDue: "false", sort: "created", order: "desc" }],
  ["view=done", { status: "done", sort: "updated", order: "desc" }],
  ["view=done&status=todo", { status: "done", sort: "updated", order: "desc" }],
  ["view=deleted", { deleted: "true", sort: "updated", order: "desc" }],
  ["priority=high,urgent&status=doing", { status: "doing", priority: "high,urgent", sort: "created", order: "desc" }],
  [`tags=${tag}&match=all`, { status: "todo,doing", tags: tag, tagMatch: "all", sort: "created", order: "desc" }],
  ["q=%20rent%20&sort=title", { status: "todo,doing", q: "rent", sort: "title", order: "asc" }],
  ["sort=priority", { status: "todo,doing", sort: "priority", order: "desc" }],
])("?%s asks for %j", (search, query) => {
  expect(queryOf(search)).toEqual({ ...query, tz: "Europe/Berlin" });
});

describe("whatever stands in the address, the API takes what is asked", () => {
  test.each([
    ...viewNames.map((view) => `view=${view}`),
    "view=nonsense&status=open&priority=p1&sort=color&match=none",
    "tags=not-an-id,1",
    `q=${"x".repeat(500)}`,
    "q=%00",
    "q=%20",
    "q=a%00b",
    `tags=${Array.from({ length: 30 }, (_, at) => tag.replace("07", String(at + 10))).join()}`,
  ])("%s", (search) => {
    expect(listTasksQuerySchema.safeParse(queryOf(search)).error).toBeUndefined();
  });
});

test("an address that is written is read as the same, and defaults don't stand in it", () => {
  const params = readParams(new URLSearchParams(`view=today&q=a b&priority=high,low&tags=${tag}&sort=due`));
  expect(readParams(new URL(tasksUrl(params), "http://x").searchParams)).toEqual(params);
  expect(tasksUrl(readParams(new URLSearchParams("view=open&match=any")))).toBe("/tasks");
  expect(isPlain(readParams(new URLSearchParams("sort=title")))).toBe(true);
  expect(isPlain(params)).toBe(false);
});

test("only an id opens a panel: other words of the API's paths are none", () => {
  const taskOf = (search: string) => readParams(new URLSearchParams(search)).task;
  expect(taskOf(`task=${tag}`)).toBe(tag);
  for (const task of ["stats", "export", "batch", "", `${tag}/restore`]) expect(taskOf(`task=${task}`)).toBeNull();
});
