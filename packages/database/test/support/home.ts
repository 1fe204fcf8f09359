import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Embedded, startEmbedded } from "../../src/embedded/start.ts";
import { withClient } from "../../src/testing/test-database.ts";

/** A folder for one test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "claimcheck-embedded-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a Postgres there, which ends with the test if not before. */
export async function start(folder: string, port?: number): Promise<Embedded> {
  const postgres = await startEmbedded({ folder, port, throwaway: true });
  onTestFinished(() => postgres.stop());
  return postgres;
}

export const write = (url: string, name: string) =>
  withClient(url, (client) =>
    client.query(`CREATE TABLE IF NOT EXISTS person (name text); INSERT INTO person VALUES ('${name}')`),
  );

export const read = (url: string) =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>("SELECT name FROM person ORDER BY name");
    return rows.map(({ name }) => name);
  });
