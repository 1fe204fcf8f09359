import { sql } from "drizzle-orm";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AsUser, createAsUser, type Tx } from "../src/as-user.ts";
import { createPool } from "../src/pool.ts";
import { task } from "../src/schema/tasks.ts";
import { prepareStage } from "./support/stage.ts";
import { wire } from "./support/wire.ts";

const stage = prepareStage();
let proxy: Awaited<ReturnType<typeof wire>>;
let pool: pg.Pool;
let asUser: AsUser;

beforeAll(async () => {
  proxy = await wire(stage.db.apiUrl);
  pool = createPool({ url: proxy.url, applicationName: "flight", max: 1 });
  asUser = createAsUser(pool);
  await pool.query("SELECT 1");
});
afterAll(async () => {
  await pool.end();
  proxy.close();
});

const works: [string, "read" | "write", (tx: Tx, owner: string) => PromiseLike<unknown>][] = [
  ["select", "read", (tx) => tx.select().from(task).limit(1)],
  ["insert", "write", (tx, userId) => tx.insert(task).values({ userId, title: "new" }).returning()],
  ["update", "write", (tx) => tx.update(task).set({ title: "other" }).returning()],
  ["delete", "write", (tx) => tx.delete(task).returning()],
  ["select", "read", (tx) => tx.execute(sql`select 1`)],
];

test.each(works)("%s goes out in one flight with its user and COMMIT", async (verb, access, work) => {
  for (const { uuid, caller } of [stage.ada, stage.ben]) {
    proxy.hold();
    await asUser(caller, access, (tx) => work(tx, uuid));
    const [begin, ...rest] = proxy.sent();
    expect(begin).toBe(access === "read" ? "BEGIN READ ONLY" : "BEGIN READ WRITE");
    expect(rest.at(-1)).toBe("COMMIT");
    expect(rest.at(-2)).toMatch(new RegExp(`^${verb}`));
  }
});
