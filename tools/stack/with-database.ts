import path from "node:path";
import { assertLoopbackDatabase } from "@claimcheck/database/loopback";
import { ToolError, withPlainErrors } from "../tool-error.ts";
import { type CheckedSettings, checkSettings } from "./checked-settings.ts";
import { type Database, givenDatabase, openDatabase } from "./database.ts";
import { loadEnv } from "./env-file.ts";
import { lockHolder, takeLock } from "./lock.ts";
import { assertLoopbackOrigins } from "./loopback-only.ts";
import { root } from "./parts.ts";

type Work<T> = (database: Database, settings: CheckedSettings) => Promise<T>;

const dataFolder = path.join(root, ".data");

/**
 * Opens the database of the settings for as long as the work takes; an embedded one that already runs is shared.
 * `onlyHere` names what is refused when anything that people reach isn't on this machine.
 */
export async function withDatabase<T>(work: Work<T>, onlyHere?: string): Promise<T> {
  const settings = checkSettings(loadEnv(root, process.env));
  const { DATABASE_URL } = settings.tools;
  if (onlyHere) await refuseElsewhere(settings, onlyHere);
  const running = DATABASE_URL ? undefined : lockHolder(dataFolder)?.ownerUrl;
  if (running) return work({ ...(await givenDatabase(running, {})), embedded: true }, settings);

  // Only the embedded one has a folder that is to be held.
  const lock = DATABASE_URL ? undefined : await takeLock(dataFolder);
  try {
    const database = await openDatabase(settings, path.join(dataFolder, "postgres"));
    try {
      return await work(database, settings);
    } finally {
      await database.stop();
    }
  } finally {
    lock?.release();
  }
}

async function refuseElsewhere(settings: CheckedSettings, doing: string): Promise<void> {
  const { DATABASE_URL } = settings.tools;
  assertLoopbackOrigins(settings, doing);
  if (DATABASE_URL) await withPlainErrors(async () => assertLoopbackDatabase(DATABASE_URL, doing));
}

/** The database of the settings if it runs: nothing is started. Otherwise says why there is none. */
export async function runningDatabase(settings: CheckedSettings): Promise<{ database?: Database; trouble?: string }> {
  const url = settings.tools.DATABASE_URL ?? lockHolder(dataFolder)?.ownerUrl;
  if (!url) return { trouble: "the embedded Postgres doesn't run" };
  const env = settings.tools.DATABASE_URL ? settings.env : {};
  try {
    return { database: await givenDatabase(url, env) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { trouble: error.message };
  }
}
