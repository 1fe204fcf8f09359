import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@claimcheck/process/free-port";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { expect, test } from "vitest";
import { createAsUser } from "../src/as-user.ts";
import { isUnavailable } from "../src/errors.ts";
import { migrate } from "../src/migrate.ts";
import { createPool } from "../src/pool.ts";
import { roleUrls } from "../src/roles.ts";
import { task } from "../src/schema/tasks.ts";
import { addPerson } from "../src/testing/test-database.ts";
import { makeFolder, start } from "./support/home.ts";
import { prepareStage } from "./support/stage.ts";

const stage = prepareStage();

const failure = async (work: PromiseLike<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("it didn't fail");
};

test("nobody listening, a full pool and a statement that takes too long are unavailability", async () => {
  const url = new URL(stage.db.apiUrl);
  url.port = String(await freePort());
  const nobody = createPool({ url: url.href, applicationName: "nobody" });
  expect(isUnavailable(await failure(drizzle({ client: nobody }).execute(sql`SELECT 1`)))).toBe(true);
  await nobody.end();
  expect(isUnavailable(await failure(nobody.connect()))).toBe(true);

  const slow = stage.asUser(stage.ada.caller, "read", async (tx) => {
    await tx.execute(sql`SET LOCAL statement_timeout = 20`);
    await tx.execute(sql`SELECT pg_sleep(60)`);
  });
  expect(isUnavailable(await failure(slow))).toBe(true);
});

test("a fault in what was asked isn't unavailability", async () => {
  const { asUser, ada } = stage;
  for (const statement of [sql`SELECT 1 / 0`, sql`SELECT FROM jwks`, sql`oops`]) {
    const error = await failure(asUser(ada.caller, "read", (tx) => tx.execute(statement)));
    expect(isUnavailable(error)).toBe(false);
  }
  for (const other of [new TypeError("x"), "text", undefined, { code: "57P01" }]) {
    expect(isUnavailable(other)).toBe(false);
  }
});

test("a transaction that may write and can't is unavailability; one that was asked to read only is a fault of ours", async () => {
  const { asUser, ada, ben } = stage;
  const values = { userId: ada.uuid, title: "x" };
  const denied = asUser(ada.caller, "write", async (tx) => {
    await tx.execute(sql`SET TRANSACTION READ ONLY`);
    await tx.insert(task).values(values);
  });
  expect(isUnavailable(await failure(denied))).toBe(true);
  const read = asUser(ada.caller, "read", (tx) => tx.insert(task).values(values));
  expect(isUnavailable(await failure(read))).toBe(false);
  await asUser(ben.caller, "write", (tx) => tx.insert(task).values({ userId: ben.uuid, title: "y" }));
});

test("on a standby reading works, and writing is unavailability", async () => {
  const folder = await makeFolder();
  const primary = await start(folder);
  const urls = (at: { ownerUrl: string }) => {
    const { web, api } = roleUrls(at.ownerUrl);
    return { ownerUrl: at.ownerUrl, webUrl: web, apiUrl: api };
  };
  await migrate(urls(primary));
  const { caller, uuid } = await addPerson(primary);
  await primary.stop();
  await writeFile(join(primary.folder, "data", "standby.signal"), "");
  const standby = await start(folder);
  const pool = createPool({ url: urls(standby).apiUrl, applicationName: "standby", max: 1 });
  const asUser = createAsUser(pool);
  expect(await asUser(caller, "read", (tx) => tx.select().from(task))).toEqual([]);
  const write = asUser(caller, "write", (tx) => tx.insert(task).values({ userId: uuid, title: "x" }));
  expect(isUnavailable(await failure(write))).toBe(true);
  await pool.end();
});
