import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { keepRoles } from "./app-roles.ts";
import { databaseCode } from "./errors.ts";
import { assertVersion } from "./version.ts";

const ourMigrations = fileURLToPath(new URL("../migrations", import.meta.url));
const lock = 7_263_412_058;
/** How long a migration waits for a table in use: all who come after wait with it, and the apps' roles for 2 s at most. */
const patience = "1s";
const tries = 5;

type Urls = { ownerUrl: string; webUrl: string; apiUrl: string };

/**
 * Brings a database up to date: the two login roles with the passwords of their URLs, then the migrations, all or none.
 * Safe to run at any time and from several processes at once. The owner needs CREATEROLE, no superuser.
 * Throws one line when Postgres is too old, a URL names another role, a role could get around row-level security, a
 * migration that was applied has been edited since or would be skipped, or a table stays in use.
 */
export async function migrate(urls: Urls, migrationsFolder = ourMigrations): Promise<void> {
  await asOwner(urls, async (client) => {
    await closeDatabase(client, client.database ?? "");
    await assertApplicable(client, migrationsFolder);
    await client.query(`SET lock_timeout = '${patience}'`);
    for (let at = 1; ; at++) {
      try {
        return await applyMigrations(drizzle({ client }), { migrationsFolder });
      } catch (error) {
        if (databaseCode(error) !== "55P03") throw error;
        if (at === tries)
          throw new Error("A table stayed in use, so no migration was applied: end what holds it, then migrate again.");
      }
    }
  });
}

/** Makes or mends the two login roles alone, as a dump wants them before it is restored. Throws as migrate() does. */
export async function makeRoles(urls: Urls): Promise<void> {
  await asOwner(urls, async () => {});
}

/** Connects, alone on this database, brings the roles up to date, and works on. */
async function asOwner({ ownerUrl, webUrl, apiUrl }: Urls, work: (client: pg.Client) => Promise<void>) {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "migrate" });
  client.on("error", () => {});
  await client.connect();
  try {
    await assertVersion(client);
    await client.query("SELECT pg_advisory_lock($1)", [lock]);
    await keepRoles(client, { web: webUrl, api: apiUrl });
    await work(client);
  } finally {
    await client.end();
  }
}

/** Rights on the database itself; a copy made from a template doesn't inherit them. */
export async function closeDatabase(client: pg.Client, database: string): Promise<void> {
  const name = client.escapeIdentifier(database);
  await client.query(`REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
}

export type MigrationState = { tag: string; state: "applied" | "edited" | "pending" | "skipped" };

/**
 * Compares the migrations of a folder with those that a database has applied, in the journal's order. A pending one is
 * applied by the next run. A skipped one never is: drizzle compares times, and a later one was applied before it.
 */
export async function compareMigrations(
  client: pg.Client,
  migrationsFolder = ourMigrations,
): Promise<MigrationState[]> {
  const { rows: tables } = await client.query(
    "SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS exists",
  );
  const { rows } = tables[0]?.exists
    ? await client.query<{ hash: string; created_at: string }>(
        "SELECT hash, created_at FROM drizzle.__drizzle_migrations",
      )
    : { rows: [] };
  const applied = new Map(rows.map(({ hash, created_at }) => [Number(created_at), hash]));
  const newest = Math.max(0, ...applied.keys());
  const { entries } = JSON.parse(await readFile(join(migrationsFolder, "meta/_journal.json"), "utf8"));
  return readMigrationFiles({ migrationsFolder }).map(({ folderMillis, hash }, at) => {
    const found = applied.get(folderMillis);
    const missing = folderMillis > newest ? "pending" : "skipped";
    return { tag: entries[at].tag, state: found === undefined ? missing : found === hash ? "applied" : "edited" };
  });
}

/** Throws if a migration was edited after it was applied, or would be skipped: databases would differ from then on. */
async function assertApplicable(client: pg.Client, migrationsFolder: string): Promise<void> {
  for (const { tag, state } of await compareMigrations(client, migrationsFolder)) {
    if (state === "edited")
      throw new Error(
        `${tag}.sql was edited after it was applied: put it back as it was, and write another migration.`,
      );
    if (state === "skipped")
      throw new Error(
        `${tag}.sql is older than the newest applied migration, so it would be skipped: raise its "when" in meta/_journal.json above all others, and move it to the end.`,
      );
  }
}
