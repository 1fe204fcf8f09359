import { setTimeout as after } from "node:timers/promises";
import type { Kept } from "@claimcheck/process/keep";
import pg from "pg";
import { EmbeddedError } from "./error.ts";

/** Recovery after a crash may take its time. */
const patienceMs = 60_000;
/** The port may for a moment be another server's, until ours finds it taken and ends. */
const refusedMs = 1000;

/** Waits until Postgres takes connections to the URL's database, which is made if missing. False: it ended before that. */
export async function waitUntilReady(url: string, kept: Kept): Promise<boolean> {
  let ended = false;
  void kept.exited.then(() => {
    ended = true;
  });
  for (const start = performance.now(); !ended; await after(20)) {
    const code = await attempt(url);
    if (code === undefined) return true;
    if (code === "3D000") await createDatabase(url);
    const refused = code === "28P01";
    if (performance.now() - start > (refused ? refusedMs : patienceMs)) {
      await kept.stop();
      const reason = refused ? "it doesn't take the password kept beside its data" : "no answer";
      throw new EmbeddedError(`Postgres doesn't start: ${reason} (${code}).`);
    }
  }
  return false;
}

/** Connects once. Gives undefined, or the code of the error. */
async function attempt(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "none";
  }
}

async function createDatabase(url: string): Promise<void> {
  const server = new URL(url);
  const name = server.pathname.slice(1);
  server.pathname = "/postgres";
  const client = new pg.Client({ connectionString: server.href });
  client.on("error", () => {});
  await client.connect();
  await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  await client.end();
}
