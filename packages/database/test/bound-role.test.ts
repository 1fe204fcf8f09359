import { afterAll, beforeAll, expect, test } from "vitest";
import { assertBoundRole, MightyRoleError } from "../src/bound-role.ts";
import { createPool } from "../src/pool.ts";
import { createTestDatabase, type TestDatabase, withClient } from "../src/testing/test-database.ts";

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

test.each([
  ["has BYPASSRLS", "ALTER ROLE app_api BYPASSRLS", "ALTER ROLE app_api NOBYPASSRLS"],
  ["may make roles", "ALTER ROLE app_api CREATEROLE", "ALTER ROLE app_api NOCREATEROLE"],
  ["owns a table", "ALTER TABLE tag OWNER TO app_api", "ALTER TABLE tag OWNER TO CURRENT_USER"],
  ["owns the schema", "ALTER SCHEMA public OWNER TO app_api", "ALTER SCHEMA public OWNER TO pg_database_owner"],
  ["owns the database", "ALTER DATABASE %s OWNER TO app_api", "ALTER DATABASE %s OWNER TO CURRENT_USER"],
  ["owns a function", "ALTER FUNCTION set_user OWNER TO app_api", "ALTER FUNCTION set_user OWNER TO CURRENT_USER"],
  ["is a member of another", "GRANT pg_read_all_data TO app_api", "REVOKE pg_read_all_data FROM app_api"],
])("a role that %s gets no connection", async (_what, give, take) => {
  const run = (statement: string) =>
    withClient(db.ownerUrl, (client) => client.query(statement.replace("%s", `${client.database}`)));
  await run(give);
  const pool = createPool({ url: db.apiUrl, applicationName: "bound", onConnect: assertBoundRole });
  try {
    await expect(pool.query("SELECT")).rejects.toThrow(MightyRoleError);
  } finally {
    await run(take);
    await pool.end();
  }
});

test("a superuser that puts on the role for its connection gets none, since it can take it off again", async () => {
  const url = new URL(db.ownerUrl);
  url.searchParams.set("options", "-c role=app_api");
  const pool = createPool({ url: url.href, applicationName: "bound", onConnect: assertBoundRole });
  await expect(pool.query("SELECT")).rejects.toThrow(MightyRoleError);
  await pool.end();
});
