import { startEmbedded } from "@claimcheck/database/embedded/start";
import { migrate } from "@claimcheck/database/migrate";
import { roleUrls } from "@claimcheck/database/roles";
import { assertVersion } from "@claimcheck/database/version";
import pg from "pg";
import { ToolError, withPlainErrors } from "../tool-error.ts";
import type { CheckedSettings } from "./checked-settings.ts";

export type Database = {
  ownerUrl: string;
  webUrl: string;
  apiUrl: string;
  /** For people: which database this is, without a password. */
  where: string;
  embedded: boolean;
  /** Resolves when an embedded Postgres ends, asked to or not. */
  ended: Promise<unknown>;
  stop(): Promise<void>;
};

const connectMs = 5000;

/**
 * Opens the database of the settings: the one that DATABASE_URL names, else an embedded Postgres in `folder`.
 * Throws ToolError when it can't be reached or started.
 */
export async function openDatabase(
  { tools, env }: CheckedSettings,
  folder: string,
  throwaway = false,
): Promise<Database> {
  return withPlainErrors(async () => {
    if (tools.DATABASE_URL) return givenDatabase(tools.DATABASE_URL, env);
    const port = tools.EMBEDDED_POSTGRES_PORT;
    const embedded = await startEmbedded({ folder, port, throwaway });
    return {
      ...urlsFor(embedded.ownerUrl, {}),
      where: `PostgreSQL 18 on port ${port}, its data in ${embedded.folder}`,
      embedded: true,
      ended: embedded.exited,
      stop: embedded.stop,
    };
  });
}

/** The database behind an owner's URL that somebody else keeps running. Throws ToolError when it doesn't answer. */
export async function givenDatabase(ownerUrl: string, env: CheckedSettings["env"]): Promise<Database> {
  const urls = await withPlainErrors(async () => urlsFor(ownerUrl, env));
  const { host, pathname } = new URL(ownerUrl);
  const where = `${pathname.slice(1)} on ${host}`;
  const client = new pg.Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: connectMs,
    application_name: "claimcheck-tools",
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await assertVersion(client);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ToolError(
      `DATABASE_URL: ${where} can't be used (${message || code}): start that Postgres or mend the URL, or remove it for the embedded one.`,
    );
  } finally {
    await client.end().catch(() => {});
  }
  return { ...urls, where, embedded: false, ended: new Promise(() => {}), stop: async () => {} };
}

function urlsFor(ownerUrl: string, env: CheckedSettings["env"]) {
  const { WEB_DATABASE_URL: web, API_DATABASE_URL: api } = env;
  const derived = web && api ? undefined : roleUrls(ownerUrl);
  return { ownerUrl, webUrl: web || derived?.web || "", apiUrl: api || derived?.api || "" };
}

/** Applies the migrations. Throws ToolError where the database is set up in a way that can't work. */
export async function migrateDatabase(database: Database): Promise<void> {
  const { ownerUrl, webUrl, apiUrl, where } = database;
  try {
    await withPlainErrors(() => migrate({ ownerUrl, webUrl, apiUrl }));
  } catch (error) {
    // drizzle wraps what Postgres says.
    const { code, message } = ((error as Error).cause ?? error) as pg.DatabaseError;
    if (code !== "42501") throw error;
    throw new ToolError(
      `DATABASE_URL: migrating ${where} isn't allowed (${message}): its user must own the database and have CREATEROLE.`,
    );
  }
}
