import type pg from "pg";

const oldestMajor = 18;

/** Throws one line unless the server is of a version that this works on: ids are made by uuidv7(), new in 18. */
export async function assertVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
  const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  if (major < oldestMajor) throw new Error(`Postgres ${major} is too old: version ${oldestMajor} or newer is needed`);
}
