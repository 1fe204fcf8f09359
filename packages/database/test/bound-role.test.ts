import { afterAll, beforeAll, expect, test } from "vitest";
import { assertBoundRole, MightyRoleError } from "../src/bound-role.ts";
import { createPool } from "../src/pool.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/test-database.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test.each<["apiUrl" | "webUrl" | "ownerUrl", boolean]>([
  ["apiUrl", true],
  ["webUrl", true],
  ["ownerUrl", false],
])("%s: a pool that checks the role lends a connection: %s", async (name, lent) => {
  const pool = createPool({ url: db[name], applicationName: "bound", onConnect: assertBoundRole });
  const asked = pool.query("SELECT");
  if (lent) await asked;
  else await expect(asked).rejects.toThrow(MightyRoleError);
  expect(pool.totalCount).toBe(lent ? 1 : 0);
  await pool.end();
});
