import { expect, test } from "vitest";
import { withClient } from "../src/testing/test-database.ts";
import { codeOf } from "./support/code-of.ts";
import { prepareStage } from "./support/stage.ts";

const stage = prepareStage();
const denied = "42501";

/** Runs one statement as a role, as Ada where the role has users; gives the SQLSTATE it fails with. */
const as = (url: "webUrl" | "apiUrl" | "ownerUrl", statement: string) =>
  withClient(stage.db[url], async (client) => {
    await client.query("BEGIN");
    if (url === "apiUrl") await client.query("SELECT public.set_user($1, $2)", [stage.ada.uuid, stage.ada.caller.sid]);
    return codeOf(client.query(statement));
  });

test.each(["user", "session", "account", "passkey", "verification", "jwks", "rate_limit"])(
  "the API's role can't touch Better Auth's table %s",
  async (table) => {
    expect(await as("apiUrl", `SELECT FROM "${table}"`)).toBe(denied);
    expect(await as("apiUrl", `DELETE FROM "${table}"`)).toBe(denied);
  },
);

test.each([
  ["change whose a task is", `UPDATE task SET user_id = user_id`],
  ["change the id of a task", `UPDATE task SET id = id`],
  ["change when a task was made", `UPDATE task SET created_at = now()`],
  ["turn row-level security off", `SET LOCAL row_security = off; SELECT FROM task`],
  ["empty the table", `TRUNCATE task`],
  ["make temporary tables", `CREATE TEMP TABLE mine ()`],
  ["make tables", `CREATE TABLE public.mine ()`],
  ["become the web app's role", `SET ROLE app_web`],
  ["become the owner", `SET ROLE claimcheck_owner`],
  ["see which migrations ran", `SELECT FROM drizzle.__drizzle_migrations`],
])("the API's role can't %s", async (_, statement) => {
  expect(await as("apiUrl", statement)).toBe(denied);
});

test("the web app's role can't touch a task, nor say whose transaction it is", async () => {
  expect(await as("webUrl", "SELECT FROM task")).toBe(denied);
  expect(await as("webUrl", "DELETE FROM task")).toBe(denied);
  expect(await as("webUrl", `SELECT public.set_user('${stage.ada.uuid}', '${stage.ada.caller.sid}')`)).toBe(denied);
});

test("the web app's role adds and removes signing keys, and changes only when one begins to sign", async () => {
  expect(await as("webUrl", "DELETE FROM jwks")).toBeUndefined();
  expect(await as("webUrl", "UPDATE jwks SET signs_from = now()")).toBeUndefined();
  expect(await as("webUrl", "UPDATE jwks SET public_key = ''")).toBe(denied);
});

test.each(["SELECT FROM audit_event", "UPDATE audit_event SET at = now()", "DELETE FROM audit_event"])(
  "the web app's role only ever adds to the history: %s is denied",
  async (statement) => expect(await as("webUrl", statement)).toBe(denied),
);

test.each([
  "UPDATE audit_event SET at = now()",
  "DELETE FROM audit_event",
  "INSERT INTO audit_event (user_id, kind) VALUES (gen_random_uuid(), 'signed_in')",
])("the API's role only adds to the history of its user: %s is denied", async (statement) =>
  expect(await as("apiUrl", statement)).toBe(denied),
);

test("the uuid of a user never changes, whoever asks", async () => {
  const change = `UPDATE "user" SET uuid = gen_random_uuid() WHERE uuid = '${stage.ada.uuid}'`;
  expect(await as("ownerUrl", change)).toBe("23514");
  expect(await as("webUrl", change)).toBe("23514");
  expect(await as("webUrl", `UPDATE "user" SET uuid = uuid, name = 'Ada L.'`)).toBeUndefined();
});

test("limits on time hold for every connection of a role", async () => {
  for (const url of [stage.db.webUrl, stage.db.apiUrl]) {
    const { rows } = await withClient(url, (client) =>
      client.query(`SELECT name, setting FROM pg_settings WHERE setting <> '0' AND name IN
        ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') ORDER BY name`),
    );
    expect(rows).toEqual([
      { name: "idle_in_transaction_session_timeout", setting: "10000" },
      { name: "lock_timeout", setting: "2000" },
      { name: "statement_timeout", setting: "5000" },
    ]);
  }
});
