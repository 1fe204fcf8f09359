import { spawnSync } from "node:child_process";
import path from "node:path";
import { makeRoles } from "@claimcheck/database/migrate";
import { purge } from "@claimcheck/database/purge";
import { reset } from "@claimcheck/database/reset";
import { psql } from "./psql.ts";
import type { CheckedSettings } from "./stack/checked-settings.ts";
import { childEnv } from "./stack/child-env.ts";
import { type Database, migrateDatabase } from "./stack/database.ts";
import { seed, seedsByItself } from "./stack/demo.ts";
import { root } from "./stack/parts.ts";
import { withDatabase } from "./stack/with-database.ts";
import { withPlainErrors } from "./tool-error.ts";

const commands = new Map<string, () => Promise<number>>([
  ["migrate", () => withDatabase(migrateOnly)],
  ["roles", () => withDatabase(rolesOnly)],
  ["generate", generate],
  ["seed", () => withDatabase(migrateAndSeed, "Seeding")],
  ["reset", () => withDatabase(startOver, "db reset")],
  ["purge", () => withDatabase(removeOld)],
  ["psql", () => withDatabase(({ ownerUrl }) => psql(ownerUrl))],
]);

/** Works on the database of the settings: `migrate`, `roles`, `generate`, `seed`, `reset`, `purge` or `psql`. Gives the exit code. */
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

async function rolesOnly(database: Database): Promise<number> {
  await withPlainErrors(() => makeRoles(database));
  console.log(`The roles app_web and app_api are there: ${database.where}`);
  return 0;
}

async function migrateAndSeed(database: Database, settings: CheckedSettings): Promise<number> {
  await migrateDatabase(database);
  const { email } = await seed(settings, database);
  console.log(`Seeded for ${email}: ${database.where}`);
  return 0;
}

async function removeOld(database: Database): Promise<number> {
  await migrateDatabase(database);
  const removed = await purge(database.ownerUrl);
  console.log(`Removed ${removed} rows that are kept no longer: ${database.where}`);
  return 0;
}

async function startOver(database: Database, settings: CheckedSettings): Promise<number> {
  await withPlainErrors(() => reset(database.ownerUrl));
  await migrateDatabase(database);
  if (seedsByItself(settings, database)) await seed(settings, database);
  console.log(`Emptied and migrated: ${database.where}`);
  return 0;
}

/** Writes a migration for what the schema has and the migrations don't. It may ask whether a column was renamed. */
async function generate(): Promise<number> {
  const cwd = path.join(root, "packages", "database");
  const kit = path.join(cwd, "node_modules", "drizzle-kit", "bin.cjs");
  const env = childEnv(process.env, [], {});
  return spawnSync(process.execPath, [kit, "generate"], { cwd, env, stdio: "inherit" }).status ?? 1;
}
