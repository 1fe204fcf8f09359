import { spawnSync } from "node:child_process";
import path from "node:path";
import { assertLoopbackDatabase } from "@claimcheck/database/loopback";
import { reset } from "@claimcheck/database/reset";
import { psql } from "./psql.ts";
import { type CheckedSettings, checkSettings } from "./stack/checked-settings.ts";
import { childEnv } from "./stack/child-env.ts";
import { type Database, givenDatabase, migrateDatabase, openDatabase } from "./stack/database.ts";
import { seed, seedsByItself } from "./stack/demo.ts";
import { loadEnv } from "./stack/env-file.ts";
import { lockHolder, takeLock } from "./stack/lock.ts";
import { assertLoopbackOrigins } from "./stack/loopback-only.ts";
import { root } from "./stack/parts.ts";
import { withPlainErrors } from "./tool-error.ts";

type Work = (database: Database, settings: CheckedSettings) => Promise<number>;

const dataFolder = path.join(root, ".data");

const commands = new Map<string, () => Promise<number>>([
  ["migrate", () => onDatabase(migrateOnly)],
  ["generate", generate],
  ["seed", () => onDatabase(migrateAndSeed, "Seeding")],
  ["reset", () => onDatabase(startOver, "db reset")],
  ["psql", () => onDatabase(({ ownerUrl }) => psql(ownerUrl))],
]);

/** Works on the database of the settings: `migrate`, `generate`, `seed`, `reset` or `psql`. Gives the exit code. */
export async function main([name = "", ...rest]: string[]): Promise<number> {
  const command = commands.get(name);
  if (!command || rest.length > 0) {
    console.error(`Usage: pnpm db ${[...commands.keys()].join("|")}`);
    return 2;
  }
  return command();
}

async function migrateOnly(database: Database): Promise<number> {
  await migrateDatabase(database);
  console.log(`Migrated: ${database.where}`);
  return 0;
}

async function migrateAndSeed(database: Database, settings: CheckedSettings): Promise<number> {
  await migrateDatabase(database);
  const { email } = await seed(settings, database);
  console.log(`Seeded for ${email}: ${database.where}`);
  return 0;
}

async function startOver(database: Database, settings: CheckedSettings): Promise<number> {
  await withPlainErrors(() => reset(database.ownerUrl));
  await migrateDatabase(database);
  if (seedsByItself(settings, database)) await seed(settings, database);
  console.log(`Emptied and migrated: ${database.where}`);
  return 0;
}

/**
 * Opens the database of the settings for as long as the work takes; an embedded one that already runs is shared.
 * `onlyHere` names what is refused when anything that people reach isn't on this machine.
 */
async function onDatabase(work: Work, onlyHere?: string): Promise<number> {
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

/** Writes a migration for what the schema has and the migrations don't. It may ask whether a column was renamed. */
async function generate(): Promise<number> {
  const cwd = path.join(root, "packages", "database");
  const kit = path.join(cwd, "node_modules", "drizzle-kit", "bin.cjs");
  const env = childEnv(process.env, [], {});
  return spawnSync(process.execPath, [kit, "generate"], { cwd, env, stdio: "inherit" }).status ?? 1;
}
