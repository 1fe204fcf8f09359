import pg from "pg";

/** Runs one statement as the database's owner, for what no page does: to let time pass, to look at what is kept. */
export async function sql<Row>(ownerUrl: string, statement: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(statement, values)).rows as Row[];
  } finally {
    await client.end();
  }
}
