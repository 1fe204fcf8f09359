import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { assertBoundRole, MightyRoleError } from "../src/bound-role.ts";
import { migrate } from "../src/migrate.ts";
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

/** A login role of this test's own: others look at the apps' roles meanwhile. */
const role = `bound_${randomBytes(6).toString("hex")}`;
async function lent(): Promise<boolean> {
  const url = new URL(db.ownerUrl);
  [url.username, url.password] = [role, role];
  const pool = createPool({ url: url.href, applicationName: "bound", onConnect: assertBoundRole });
  try {
    await pool.query("SELECT");
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(MightyRoleError);
    return false;
  } finally {
    await pool.end();
  }
}

test.each([
  ["has BYPASSRLS", "ALTER ROLE me BYPASSRLS", "ALTER ROLE me NOBYPASSRLS"],
  ["may make roles", "ALTER ROLE me CREATEROLE", "ALTER ROLE me NOCREATEROLE"],
  ["is a superuser", "ALTER ROLE me SUPERUSER", "ALTER ROLE me NOSUPERUSER"],
  ["owns a table", "ALTER TABLE tag OWNER TO me", "ALTER TABLE tag OWNER TO CURRENT_USER"],
  ["owns the schema", "ALTER SCHEMA public OWNER TO me", "ALTER SCHEMA public OWNER TO pg_database_owner"],
  ["owns the database", "ALTER DATABASE here OWNER TO me", "ALTER DATABASE here OWNER TO CURRENT_USER"],
  ["owns a function", "ALTER FUNCTION set_user OWNER TO me", "ALTER FUNCTION set_user OWNER TO CURRENT_USER"],
  ["is a member of another", "GRANT pg_read_all_data TO me", "REVOKE pg_read_all_data FROM me"],
])("a role that %s gets no connection", async (_what, give, take) => {
  await withClient(db.ownerUrl, async (client) => {
    const run = (statement: string) =>
      client.query(statement.replace(/\bme\b/, role).replace("here", client.database ?? ""));
    await run(`CREATE ROLE me LOGIN PASSWORD '${role}'`);
    try {
      expect(await lent()).toBe(true);
      await run(give);
      expect(await lent()).toBe(false);
      await run(take);
      expect(await lent()).toBe(true);
    } finally {
      await run("DROP ROLE me");
    }
  });
});

test("a large object, which every role may create, keeps no role from its connection", async () => {
  await withClient(db.apiUrl, (client) => client.query("SELECT lo_creat(-1)"));
  const pool = createPool({ url: db.apiUrl, applicationName: "bound", onConnect: assertBoundRole });
  await pool.query("SELECT");
  await pool.end();
  await migrate(db);
});

test("what a role owns is named, and pnpm db migrate names it, too", async () => {
  const own = await createTestDatabase();
  onTestFinished(() => own.drop());
  await withClient(own.ownerUrl, (client) => client.query("ALTER TABLE tag OWNER TO app_api"));
  await expect(withClient(own.apiUrl, assertBoundRole)).rejects.toThrow(
    /may do more than log in \(it owns table tag\)/,
  );
  await expect(migrate(own)).rejects.toThrow("The role app_api owns table tag: drop that or give it to the owner");
  await withClient(own.webUrl, assertBoundRole);
});

test("a superuser that puts on the role for its connection gets none, since it can take it off again", async () => {
  const url = new URL(db.ownerUrl);
  url.searchParams.set("options", "-c role=app_api");
  const pool = createPool({ url: url.href, applicationName: "bound", onConnect: assertBoundRole });
  await expect(pool.query("SELECT")).rejects.toThrow(MightyRoleError);
  await pool.end();
});
