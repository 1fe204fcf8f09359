import pg from "pg";

/** Days that the history of an account is kept, with or without the account. */
export const auditDays = 365;

/** Removes what is older than it is kept. Takes the owner's URL; gives how many rows went. */
export async function purge(ownerUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "purge" });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      "DELETE FROM audit_event WHERE at < now() - make_interval(days => $1)",
      [auditDays],
    );
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
}
