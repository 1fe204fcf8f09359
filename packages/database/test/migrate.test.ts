import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { migrate } from "../src/migrate.ts";
import { purge } from "../src/purge.ts";
import { roleUrls } from "../src/roles.ts";
import { addPerson, createTestDatabase, withClient } from "../src/testing/test-database.ts";
import { wire } from "./support/wire.ts";

/** An empty database; its owner is the server's, or a role of its own that is no superuser. */
async function emptyDatabase({ owner }: { owner?: "plain" } = {}) {
  const server = new URL(inject("templateUrl"));
  const name = `empty_${crypto.randomUUID().slice(0, 8)}`;
  server.pathname = "/postgres";
  const url = new URL(server);
  url.pathname = `/${name}`;
  await withClient(server.href, async (client) => {
    await client.query(`CREATE DATABASE ${name}`);
    if (!owner) return;
    url.username = name;
    url.password = "plain";
    await client.query(`CREATE ROLE ${name} LOGIN CREATEROLE PASSWORD 'plain'`);
    await client.query(`GRANT app_web, app_api TO ${name} WITH ADMIN OPTION, INHERIT FALSE, SET FALSE`);
    await client.query(`ALTER DATABASE ${name} OWNER TO ${name}`);
  });
  onTestFinished(() =>
    withClient(server.href, async (client) => {
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
      if (owner) await client.query(`DROP ROLE ${name}`);
    }),
  );
  return { ownerUrl: url.href, roles: roleUrls(server.href) };
}

/** The apps' roles belong to the whole server, so their URLs stay the same on every database. */
function urlsOn(ownerUrl: string, roles: { web: string; api: string }) {
  const on = (role: string) => {
    const url = new URL(role);
    url.pathname = new URL(ownerUrl).pathname;
    return url.href;
  };
  return { ownerUrl, webUrl: on(roles.web), apiUrl: on(roles.api) };
}

const applied = (url: string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query("SELECT hash FROM drizzle.__drizzle_migrations");
    return rows.map(({ hash }) => hash as string);
  });

test("with an owner who is no superuser, history is written by triggers, read by its person, and purged", async () => {
  const { ownerUrl, roles } = await emptyDatabase({ owner: "plain" });
  const urls = urlsOn(ownerUrl, roles);
  await migrate(urls);
  const [ada, ben] = [await addPerson({ ownerUrl }), await addPerson({ ownerUrl })];
  await withClient(urls.webUrl, (client) => client.query(`UPDATE "user" SET banned = true WHERE id = $1`, [ben.id]));
  const history = async ({ uuid }: { uuid: string }) =>
    withClient(ownerUrl, async (client) => {
      const { rows } = await client.query("SELECT kind FROM audit_event WHERE user_id = $1 ORDER BY id", [uuid]);
      return rows.map(({ kind }) => kind);
    });
  expect(await history(ada)).toEqual(["signed_up", "signed_in"]);
  expect(await history(ben)).toEqual(["signed_up", "signed_in", "account_disabled"]);
  const seen = await withClient(urls.apiUrl, async (client) => {
    await client.query("BEGIN");
    await client.query("SELECT public.set_user($1, $2)", [ada.uuid, ada.caller.sid]);
    return (await client.query("SELECT user_id FROM audit_event")).rows;
  });
  expect(seen).toEqual([{ user_id: ada.uuid }, { user_id: ada.uuid }]);
  await withClient(ownerUrl, (client) =>
    client.query("UPDATE audit_event SET at = now() - interval '366 days' WHERE user_id = $1", [ben.uuid]),
  );
  expect(await purge(ownerUrl)).toBe(3);
  expect([await history(ada), await history(ben)]).toEqual([["signed_up", "signed_in"], []]);
});

test("an owner who is no superuser purges what is past its time, and neither sees nor removes anything else", async () => {
  const { ownerUrl, roles } = await emptyDatabase({ owner: "plain" });
  const urls = urlsOn(ownerUrl, roles);
  await migrate(urls);
  const ada = await addPerson({ ownerUrl });
  const asAda = (statement: string, ...values: unknown[]) =>
    withClient(urls.apiUrl, async (client) => {
      await client.query("BEGIN");
      await client.query("SELECT public.set_user($1, $2)", [ada.uuid, ada.caller.sid]);
      const { rows } = await client.query<{ name: string }>(statement, values);
      await client.query("COMMIT");
      return rows.map(({ name }) => name);
    });
  for (const [title, age] of [
    ["alive", null],
    ["young", "29 days 23 hours"],
    ["old", "30 days 1 minute"],
  ])
    await asAda(
      "INSERT INTO task (user_id, title, deleted_at) VALUES ($1, $2, now() - $3::interval)",
      ada.uuid,
      title,
      age,
    );
  for (const [key, age] of [
    ["young", "23 hours"],
    ["old", "24 hours 1 minute"],
  ])
    await asAda(
      `INSERT INTO idempotency_key (user_id, key, fingerprint, status, headers, body, created_at)
       VALUES ($1, $2, '', 200, '{}', '', now() - $3::interval)`,
      ...[ada.uuid, key, age],
    );
  const seen = await withClient(ownerUrl, (client) =>
    client.query("SELECT title FROM task UNION ALL SELECT key FROM idempotency_key"),
  );
  expect(seen.rows.map(({ title }) => title)).toEqual(["old", "old"]);
  expect(await purge(ownerUrl)).toBe(2);
  expect(await asAda("SELECT title AS name FROM task ORDER BY title")).toEqual(["alive", "young"]);
  expect(await asAda("SELECT key AS name FROM idempotency_key")).toEqual(["young"]);
});

test("two migrations at once, and one more, apply each step once", async () => {
  const { ownerUrl, roles } = await emptyDatabase();
  const urls = urlsOn(ownerUrl, roles);
  await Promise.all([migrate(urls), migrate(urls)]);
  await migrate(urls);
  const hashes = await applied(ownerUrl);
  expect(hashes.length).toBeGreaterThan(1);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test("an owner who is no superuser can migrate", async () => {
  const { ownerUrl, roles } = await emptyDatabase({ owner: "plain" });
  const urls = urlsOn(ownerUrl, roles);
  await migrate(urls);
  const person = await addPerson({ ownerUrl });
  const { rowCount } = await withClient(urls.apiUrl, async (client) => {
    await client.query("BEGIN");
    await client.query("SELECT public.set_user($1, $2)", [person.uuid, person.caller.sid]);
    return client.query("INSERT INTO task (user_id, title) VALUES ($1, 'first')", [person.uuid]);
  });
  expect(rowCount).toBe(1);
});

test("a URL of another role is refused with the name of its setting", async () => {
  const db = await createTestDatabase();
  onTestFinished(() => db.drop());
  await expect(migrate({ ...db, apiUrl: db.ownerUrl })).rejects.toThrow("API_DATABASE_URL must name the user app_api.");
  await expect(migrate({ ...db, webUrl: db.apiUrl })).rejects.toThrow("WEB_DATABASE_URL must name the user app_web.");
});

test("the plain password of a role never reaches the server", async () => {
  const db = await createTestDatabase();
  onTestFinished(() => db.drop());
  const proxy = await wire(db.ownerUrl);
  onTestFinished(() => void proxy.close());
  await migrate({ ...db, ownerUrl: proxy.url });
  expect(proxy.raw()).toContain("SCRAM-SHA-256$4096:");
  for (const url of [db.webUrl, db.apiUrl]) {
    expect(proxy.raw()).not.toContain(new URL(url).password);
  }
});

/** A copy of the migrations with one more, written `later` ms after the newest. */
async function oneMore(statements: string, later = 1) {
  const folder = await mkdtemp(join(tmpdir(), "claimcheck-migrations-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(import.meta.dirname, "../migrations"), folder, { recursive: true });
  const file = join(folder, "meta/_journal.json");
  const journal = JSON.parse(await readFile(file, "utf8"));
  const { when } = journal.entries.at(-1);
  journal.entries.push({ ...journal.entries.at(-1), tag: "9999_more", when: when + later });
  await writeFile(file, JSON.stringify(journal));
  await writeFile(join(folder, "9999_more.sql"), statements);
  return folder;
}

test("a migration never waits for a busy table so long that an app behind it fails, and gives up without a trace", async () => {
  const db = await createTestDatabase();
  onTestFinished(() => db.drop());
  const folder = await oneMore(
    'CREATE TABLE more ();--> statement-breakpoint\nALTER TABLE "user" ADD COLUMN more boolean;',
  );
  await withClient(db.webUrl, async (busy) => {
    await busy.query('BEGIN; SELECT FROM "user"');
    const migrating = expect(migrate(db, folder)).rejects.toThrow(
      /^A table stayed in use, so no migration was applied:/,
    );
    const waits =
      "SELECT FROM pg_stat_activity WHERE application_name = 'migrate' AND wait_event = 'relation' AND datname = current_database()";
    await expect.poll(() => withClient(db.ownerUrl, async (client) => (await client.query(waits)).rowCount)).toBe(1);
    await withClient(db.webUrl, (behind) => behind.query('SELECT FROM "user"'));
    await migrating;
  });
  const made = () =>
    withClient(db.ownerUrl, async (client) => {
      const { rows } = await client.query("SELECT to_regclass('more') IS NOT NULL AS made");
      return rows[0].made;
    });
  expect(await made()).toBe(false);
  await migrate(db, folder);
  expect(await made()).toBe(true);
  // The version before, which doesn't know of it, may be started again.
  await migrate(db);
});

test("a migration that was edited after it was applied is told by its name, and nothing is applied", async () => {
  const db = await createTestDatabase();
  onTestFinished(() => db.drop());
  const before = await applied(db.ownerUrl);
  const folder = await oneMore("CREATE TABLE more ();");
  const file = join(folder, "0003_audit.sql");
  await writeFile(file, `${await readFile(file, "utf8")}\nSELECT 1;`);
  await expect(migrate(db, folder)).rejects.toThrow(/^0003_audit\.sql was edited after it was applied: put it back/);
  expect(await applied(db.ownerUrl)).toEqual(before);
});

test("a migration merged later but written earlier than the newest applied one is named, and nothing is applied", async () => {
  const db = await createTestDatabase();
  onTestFinished(() => db.drop());
  const before = await applied(db.ownerUrl);
  const folder = await oneMore("CREATE TABLE more ();", -1);
  await expect(migrate(db, folder)).rejects.toThrow(
    /^9999_more\.sql is older than the newest applied migration, so it would be skipped: raise its "when" in meta\/_journal\.json/,
  );
  expect(await applied(db.ownerUrl)).toEqual(before);
});
