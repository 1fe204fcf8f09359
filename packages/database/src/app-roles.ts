import type pg from "pg";
import { mighty, ownedBy } from "./bound-role.ts";
import { databaseCode } from "./errors.ts";
import { type RoleUrls, roleNames, scramVerifier } from "./roles.ts";

/** Limits in Postgres itself, so that they hold for every connection of a role. */
const limits = {
  statement_timeout: "5s",
  lock_timeout: "2s",
  idle_in_transaction_session_timeout: "10s",
};

/**
 * Makes the two apps' login roles, with the passwords of their URLs, or brings them up to date. The owner needs CREATEROLE.
 * Throws one line when a URL names another role, or when a role could get around row-level security.
 */
export async function keepRoles(client: pg.Client, urls: RoleUrls): Promise<void> {
  await keepRole(client, roleNames.web, urls.web, "WEB_DATABASE_URL");
  await keepRole(client, roleNames.api, urls.api, "API_DATABASE_URL");
}

async function keepRole(client: pg.Client, role: string, url: string, setting: string) {
  const { username, password } = new URL(url);
  if (decodeURIComponent(username) !== role) {
    throw new Error(`${setting} must name the user ${role}.`);
  }
  await despiteOthers(async () => {
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
  });
  const { rowCount: tooMighty } = await client.query(`SELECT FROM pg_roles r WHERE rolname = $1 AND ${mighty}`, [role]);
  if (tooMighty) {
    throw new Error(
      `The role ${role} may do more than log in: take away its attributes and memberships, then migrate again.`,
    );
  }
  const names = await ownedBy(client, `rolname = '${role}'`);
  if (names.length > 0) {
    throw new Error(
      `The role ${role} owns ${names.join(", ")}: drop that or give it to the owner, then migrate again.`,
    );
  }
}

/**
 * Roles belong to the server, a lock to one database of it: migrations of two databases may change a role at the same
 * moment. Postgres then refuses one of them, though only after the other is done, so that it can be asked again at once.
 */
async function despiteOthers(work: () => Promise<void>): Promise<void> {
  for (let left = 100; ; left--) {
    try {
      return await work();
    } catch (error) {
      const refused =
        ["23505", "42710"].includes(databaseCode(error) ?? "") || /tuple concurrently/.test((error as Error).message);
      if (!refused || left === 0) throw error;
    }
  }
}
