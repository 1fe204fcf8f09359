import { type ListTasksQuery, listTasksQuerySchema, taskSorts } from "@claimcheck/contract/tasks";
import { withClient } from "@claimcheck/database/testing/test-database";
import { and, type SQL, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownRows } from "../src/own-rows.ts";
import { conditionsOf } from "../src/tasks/filters.ts";
import { createTaskReads } from "../src/tasks/read.ts";
import { isAfter, orderBy } from "../src/tasks/sorting.ts";
import { startApi, type TestApi, type TestPerson } from "./support/api.ts";

/* What Postgres makes of the very queries that lists are read by, under row-level security. */

let api: TestApi;
let ada: TestPerson;
beforeAll(async () => {
  api = await startApi();
  ada = await api.person("Ada");
});
afterAll(() => api.close());

const id = "0190a0a0-0000-7000-8000-000000000000";
const keys = {
  created: "2026-01-01T00:00:00.000Z",
  updated: "2026-01-01T00:00:00.000Z",
  due: "2026-01-01T00:00:00.000Z",
  priority: 3,
  title: "m",
};
const dialect = new PgDialect();
const inlined = (part: SQL) => dialect.sqlToQuery(part.inlineParams()).sql;

/** The plan of a page that begins after a place. Sorting and reading all are made dear, so that an index is taken if one can be. */
async function planOf(query: ListTasksQuery): Promise<string> {
  const plan: string[] = [];
  const reads = createTaskReads((caller, access, work) =>
    api.asUser(caller, access, async (tx) => {
      const asked = work(tx) as unknown as { getSQL(): SQL };
      await tx.execute(sql`set local enable_seqscan = off`);
      await tx.execute(sql`set local enable_sort = off`);
      const { rows } = await tx.execute(sql`explain (costs off) ${sql.raw(inlined(asked.getSQL()))}`);
      for (const row of rows) plan.push(String(row["QUERY PLAN"]));
      return [] as never;
    }),
  );
  await reads.list(ada.caller, query, 50, { key: keys[query.sort], id });
  return plan.join("\n");
}

describe("a page of one's own tasks is read from the index of its order, though the policy hides the rest", () => {
  const indexed = taskSorts.flatMap((sort) => (["asc", "desc"] as const).map((order) => [sort, order] as const));
  // Undated tasks come last in both directions, which no index has backwards.
  test.each(indexed.filter(([sort, order]) => sort !== "due" || order === "asc"))("by %s %s", async (sort, order) => {
    const plan = await planOf(listTasksQuerySchema.parse({ sort, order }));
    expect(plan).toContain(`${order === "asc" ? "Index Scan" : "Index Scan Backward"} using task_by_${sort} on task`);
    expect(plan).toMatch(new RegExp(`Index Cond: .*user_id.*ROW\\(${sort}\\w*, id\\) ${order === "asc" ? ">" : "<"}`));
    expect(plan).not.toMatch(/Sort Key: task/);
  });
});

describe("what rows are asked for and sorted by never leaks them past the policy", () => {
  /** Functions of a list's conditions and order that Postgres doesn't take to be leakproof. */
  async function leaky(given: object): Promise<string[]> {
    const query = listTasksQuerySchema.parse(given);
    const conditions = conditionsOf(query, { ownRows, userUuid: ada.uuid, now: new Date() });
    const where = and(conditions, isAfter({ key: keys[query.sort], id }, query)) ?? sql`true`;
    const order = sql.join(orderBy(query), sql`, `);
    return withClient(api.database.ownerUrl, async (client) => {
      await client.query("begin");
      await client.query(
        `create view asked as select 1 as one from task where ${inlined(where)} order by ${inlined(order)}`,
      );
      const { rows } = await client.query<{ name: string }>(
        `select distinct proname as name from pg_rewrite r,
           regexp_matches(r.ev_action::text, ':(?:opfuncid|funcid) (\\d+)', 'g') as used (oid)
         join pg_proc p on p.oid = used.oid[1]::oid
         where r.ev_class = 'asked'::regclass and not p.proleakproof order by 1`,
      );
      return rows.map(({ name }) => name);
    });
  }

  test.each([
    ...taskSorts.flatMap((sort) => ["asc", "desc"].map((order) => ({ sort, order }))),
    { status: "todo,doing", priority: "low,high" },
    { tags: id },
    { tags: `${id},${id.replace(/0$/, "1")}`, tagMatch: "all" },
    { dueBefore: "2026-01-01", dueAfter: "2025-01-01" },
    { overdue: "true", tz: "Europe/Berlin" },
    { overdue: "false" },
    { deleted: "true" },
  ])("%j", async (given) => expect(await leaky(given)).toEqual([]));

  test("but for the search for text and the end of a day in a time zone, which one person's quota bounds", async () => {
    expect(await leaky({ q: "text" })).toEqual(["casefold", "left", "replace", "strpos"]);
    expect(await leaky({ sort: "due", tz: "Europe/Berlin" })).toEqual(["mul_d_interval", "timestamptz_mi_interval"]);
  });
});
