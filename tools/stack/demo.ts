import { seedDemo } from "@claimcheck/database/seed";
import { ToolError, withPlainErrors } from "../tool-error.ts";
import type { CheckedSettings } from "./checked-settings.ts";
import type { Database } from "./database.ts";
import { assertLoopbackOrigins, foreignOrigins } from "./loopback-only.ts";

export type Demo = { email: string; password: string };

/**
 * Makes the demo person and tasks in the embedded database, or in another one if SEED_DEMO says so.
 * Throws ToolError where database or public origins aren't on this machine, or when it isn't asked for.
 */
export async function seed(settings: CheckedSettings, database: Database): Promise<Demo> {
  const { SEED_DEMO, DEMO_EMAIL: email, DEMO_PASSWORD: password } = settings.tools;
  if (!password) throw new ToolError("DEMO_PASSWORD is missing: set it to a password to seed.");
  if (!database.embedded && !SEED_DEMO) {
    throw new ToolError("Demo data isn't put into a database of your own, unless SEED_DEMO=true.");
  }
  assertLoopbackOrigins(settings, "Seeding");
  const { webUrl, apiUrl } = database;
  await withPlainErrors(() => seedDemo({ webUrl, apiUrl, email, password }));
  return { email, password };
}

/** Whether a start seeds without being asked: the embedded database, reached from this machine only. */
export function seedsByItself(settings: CheckedSettings, database: Database): boolean {
  if (settings.tools.SEED_DEMO) return true;
  const { DEMO_PASSWORD } = settings.tools;
  return database.embedded && Boolean(DEMO_PASSWORD) && foreignOrigins(settings).length === 0;
}
