import pg from "pg";
import { assertLoopbackDatabase } from "./loopback.ts";

/**
 * Empties a database: every table, function and the record of what was migrated. Takes the owner's URL.
 * Throws when the database isn't on this machine.
 */
export async function reset(ownerUrl: string): Promise<void> {
  assertLoopbackDatabase(ownerUrl, "db reset");
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "reset" });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("BEGIN; DROP SCHEMA IF EXISTS drizzle, public CASCADE; CREATE SCHEMA public; COMMIT");
  } finally {
    await client.end();
  }
}
