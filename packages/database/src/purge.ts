import pg from "pg";

/** What is removed when it is older than it is kept; the days of the first two stand in the tables' policies too. */
const outdated = [
  "DELETE FROM task WHERE deleted_at < now() - interval '30 days'",
  "DELETE FROM idempotency_key WHERE created_at < now() - interval '24 hours'",
  "DELETE FROM audit_event WHERE at < now() - interval '365 days'",
  // Better Auth deletes an expired session only when its cookie is sent again.
  "DELETE FROM session WHERE expires_at < now()",
];

/** Removes outdated rows: deleted tasks, idempotency keys, history and sessions. Takes the owner's URL; returns their number. */
export async function purge(ownerUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "purge" });
  client.on("error", () => {});
  await client.connect();
  try {
    let removed = 0;
    for (const statement of outdated) removed += (await client.query(statement)).rowCount ?? 0;
    return removed;
  } finally {
    await client.end();
  }
}
