import { expect, test } from "vitest";
import { withClient } from "../src/testing/test-database.ts";
import { prepareStage } from "./support/stage.ts";

const stage = prepareStage();

/** Rows that break a rule, so that each of these tests expects none; a new table is held to it too. */
const offenders = async (query: string) => (await withClient(stage.db.ownerUrl, (client) => client.query(query))).rows;

/** Tables on which app_api was given anything. */
const touchable = `
  SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND (has_table_privilege('app_api', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
      OR has_any_column_privilege('app_api', c.oid, 'SELECT, INSERT, UPDATE'))`;

test("the API's role can touch the task table", async () => {
  const rows = await offenders(`SELECT relname FROM (${touchable}) t`);
  expect(rows).toContainEqual({ relname: "task" });
});

test("row-level security is on and forced wherever the API's role can touch something", async () => {
  expect(
    await offenders(`SELECT relname FROM (${touchable}) t WHERE NOT (relrowsecurity AND relforcerowsecurity)`),
  ).toEqual([]);
});

test("each such table has exactly one policy for app_api: it reads and writes its user's rows and no others", async () => {
  const rows = await offenders(
    `SELECT relname, array_agg(pg_get_expr(p.polqual, t.oid)) AS reads, array_agg(pg_get_expr(p.polwithcheck, t.oid)) AS writes
     FROM (${touchable}) t
     LEFT JOIN pg_policy p ON p.polrelid = t.oid AND p.polcmd = '*' AND 'app_api'::regrole = ANY (p.polroles)
     GROUP BY relname`,
  );
  const user = "(NULLIF(current_setting('app.user_uuid'::text, true), ''::text))::uuid";
  const own = [`(user_id = ( SELECT ${user} AS "nullif"))`];
  expect(rows.length).toBeGreaterThan(4);
  expect(rows.filter(({ reads, writes }) => String(reads) !== String(own) || String(writes) !== String(own))).toEqual(
    [],
  );
  expect(
    await offenders(
      `SELECT relname, polname FROM (${touchable}) t JOIN pg_policy p ON p.polrelid = t.oid
       WHERE 'app_api'::regrole = ANY (p.polroles) AND (p.polcmd <> '*' OR NOT p.polpermissive
         OR p.polroles <> ARRAY['app_api'::regrole::oid])`,
    ),
  ).toEqual([]);
});

test("no policy is for everybody, and beside the API's there is only what the owner purges, and the history's", async () => {
  expect(
    await offenders(
      `SELECT relname, polname FROM (${touchable}) t JOIN pg_policy p ON p.polrelid = t.oid
       WHERE 0 = ANY (p.polroles) OR (relname <> 'audit_event' AND p.polroles <> ARRAY['app_api'::regrole::oid]
           AND NOT (polname = relname || '_keeper' AND p.polroles = ARRAY[current_user::regrole::oid]))`,
    ),
  ).toEqual([]);
});

test("each such table's primary key starts with its owner, and all but the history ends with the account", async () => {
  expect(
    await offenders(
      `SELECT relname FROM (${touchable}) t
       WHERE NOT EXISTS (SELECT FROM pg_constraint k JOIN pg_attribute a
           ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
         WHERE k.conrelid = t.oid AND k.contype = 'p' AND a.attname = 'user_id')
       OR relname <> 'audit_event' AND NOT EXISTS (SELECT FROM pg_constraint k
         WHERE k.conrelid = t.oid AND k.contype = 'f' AND k.confrelid = '"user"'::regclass
           AND k.confdeltype = 'c')`,
    ),
  ).toEqual([]);
});

test("a foreign key between tables of users includes the owner, since such checks see every row", async () => {
  expect(
    await offenders(
      `SELECT k.conname FROM pg_constraint k
       WHERE k.contype = 'f' AND k.conrelid IN (SELECT oid FROM (${touchable}) t)
         AND k.confrelid IN (SELECT oid FROM (${touchable}) t)
         AND NOT EXISTS (SELECT FROM pg_attribute a
           WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) AND a.attname = 'user_id')`,
    ),
  ).toEqual([]);
});

test("a foreign key to the account that owns a row is named so that its violation is told from any other", async () => {
  const toOwner = `SELECT k.conname FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = '"user"'::regclass
    AND k.conrelid IN (SELECT oid FROM (${touchable}) t)`;
  expect((await offenders(toOwner)).length).toBeGreaterThan(3);
  expect(await offenders(`${toOwner} AND k.conname NOT LIKE '%\\_user\\_id\\_user\\_uuid\\_fk'`)).toEqual([]);
});

test("the apps' roles own nothing, are members of nothing, and have no attribute but login", async () => {
  expect(
    await offenders(
      `SELECT rolname FROM pg_roles r WHERE rolname IN ('app_web', 'app_api') AND (
         NOT rolcanlogin OR rolsuper OR rolinherit OR rolcreaterole OR rolcreatedb OR rolreplication
         OR rolbypassrls OR EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid)
         OR EXISTS (SELECT FROM pg_shdepend WHERE refobjid = r.oid AND deptype = 'o'
           AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))))`,
    ),
  ).toEqual([]);
});

test("every function of ours has a fixed search_path and isn't everybody's to run", async () => {
  expect(
    await offenders(
      `SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
         AND (proconfig IS NULL OR NOT 'search_path=pg_catalog, pg_temp' = ANY (proconfig)
           OR has_function_privilege('public', p.oid, 'EXECUTE'))`,
    ),
  ).toEqual([]);
});

test("everybody else may do nothing in the schema, and nothing temporary", async () => {
  expect(
    await offenders(
      `SELECT 1 AS open WHERE has_schema_privilege('public', 'public', 'USAGE, CREATE')
         OR has_database_privilege('public', current_database(), 'TEMPORARY')`,
    ),
  ).toEqual([]);
});

test("each comparison that an index of such a table is for is leakproof, or the policy would keep it out", async () => {
  expect(
    await offenders(
      `SELECT i.indrelid::regclass, a.attname, o.oprname FROM (${touchable}) t
       JOIN pg_index i ON i.indrelid = t.oid
       CROSS JOIN LATERAL unnest(i.indclass::oid[], i.indkey::int2[]) AS k (opclass, attnum)
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
       JOIN pg_opclass c ON c.oid = k.opclass
       JOIN pg_amop m ON m.amopfamily = c.opcfamily AND m.amoplefttype = c.opcintype AND m.amoprighttype = c.opcintype
       JOIN pg_operator o ON o.oid = m.amopopr JOIN pg_proc p ON p.oid = o.oprcode
       WHERE NOT p.proleakproof`,
    ),
  ).toEqual([]);
});

test("an index of such a table starts with the owner, and holds columns only, no expressions", async () => {
  expect(
    await offenders(
      `SELECT i.indexrelid::regclass FROM (${touchable}) t JOIN pg_index i ON i.indrelid = t.oid
       LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
       WHERE a.attname IS DISTINCT FROM 'user_id' OR 0 = ANY (i.indkey::int2[])`,
    ),
  ).toEqual([]);
});

test("what a list is sorted by is a column that is never null", async () => {
  expect(
    await offenders(
      `SELECT attname FROM pg_attribute WHERE attrelid = 'task'::regclass AND NOT attnotnull
         AND attname IN ('created_at', 'updated_at', 'due_key', 'priority_key', 'title_key', 'id')`,
    ),
  ).toEqual([]);
});
