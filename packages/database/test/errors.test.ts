import { freePort } from "@claimcheck/process/free-port";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { expect, test } from "vitest";
import { isUnavailable } from "../src/errors.ts";
import { createPool } from "../src/pool.ts";
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
