import { roleUrls } from "../roles.ts";
import { withClient } from "./test-database.ts";

/**
 * A database on a server, whose owner may log in and create roles, as a managed Postgres gives it, and nothing else.
 * Takes a superuser's URL; gives what migrate() takes.
 */
export async function plainOwner(serverUrl: string, name = "product") {
  const owner = new URL(serverUrl);
  owner.username = `${name}_owner`;
  owner.password = "plain";
  owner.pathname = `/${name}`;
  await withClient(serverUrl, async (client) => {
    await client.query(`CREATE ROLE ${owner.username} LOGIN NOSUPERUSER CREATEROLE PASSWORD 'plain'`);
    await client.query(`CREATE DATABASE ${name} OWNER ${owner.username}`);
  });
  const { web, api } = roleUrls(owner.href);
  return { ownerUrl: owner.href, webUrl: web, apiUrl: api };
}
