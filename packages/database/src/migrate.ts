import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { mighty } from "./bound-role.ts";
import { roleNames, scramVerifier } from "./roles.ts";

const migrationsFolder = fileURLToPath(new URL("../migrations", import.meta.url));
const lock = 7_263_412_058;

/** Limits in Postgres itself, so that they hold for every connection of a role. */
const limits = {
  statement_timeout: "5s",
  lock_timeout: "2s",
  idle_in_transaction_session_timeout: "10s",
};

/**
 * Brings a database up to date: the two login roles with the passwords of their URLs, then the migrations.
 * Safe to run at any time and from several processes at once. The owner needs CREATEROLE, no superuser.
 * Throws one line when a URL names another role, or when a role could get around row-level security.
 */
export async function migrate(urls: { ownerUrl: string; webUrl: string; apiUrl: string }): Promise<void> {
  const client = new pg.Client({ connectionString: urls.ownerUrl, application_name: "migrate" });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [lock]);
    await keepRole(client, roleNames.web, urls.webUrl, "WEB_DATABASE_URL");
    await keepRole(client, roleNames.api, urls.apiUrl, "API_DATABASE_URL");
    await closeDatabase(client, client.database ?? "");
    await applyMigrations(drizzle({ client }), { migrationsFolder });
  } finally {
    await client.end();
  }
}

/** Rights on the database itself; a copy made from a template doesn't inherit them. */
export async function closeDatabase(client: pg.Client, database: string): Promise<void> {
  const name = client.escapeIdentifier(database);
  await client.query(`REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
}

async function keepRole(client: pg.Client, role: string, url: string, setting: string) {
  const { username, password } = new URL(url);
  if (decodeURIComponent(username) !== role) {
    throw new Error(`${setting} must name the user ${role}.`);
  }
  const known = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
  if (known.rowCount === 0) {
    await client.query(
      `CREATE ROLE ${role} LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION`,
    );
  }
  if (password) {
    const verifier = client.escapeLiteral(scramVerifier(decodeURIComponent(password)));
    await client.query(`ALTER ROLE ${role} LOGIN NOINHERIT PASSWORD ${verifier}`);
  }
  for (const [name, value] of Object.entries(limits)) {
    await client.query(`ALTER ROLE ${role} SET ${name} = '${value}'`);
  }
  const { rowCount: tooMighty } = await client.query(`SELECT FROM pg_roles r WHERE rolname = $1 AND ${mighty}`, [role]);
  if (tooMighty) {
    throw new Error(
      `The role ${role} may do more than log in: take away its attributes and memberships, then migrate again.`,
    );
  }
}
