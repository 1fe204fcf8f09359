import { setTimeout as delay } from "node:timers/promises";
import { databaseUrl } from "@claimcheck/process/database-url";
import { optional, readSettings, SettingsError } from "@claimcheck/process/settings";
import pg from "pg";
import { migrate } from "../migrate.ts";
import { roleUrls } from "../roles.ts";

const patienceMs = 60_000;
const pollMs = 500;

const settings = {
  DATABASE_URL: databaseUrl({ about: "Postgres as the owner of the tables." }),
  WEB_DATABASE_URL: optional(databaseUrl({ about: "As the web app's role; unset: derived." })),
  API_DATABASE_URL: optional(databaseUrl({ about: "As the API's role; unset: derived." })),
};

/** An answer of Postgres itself, such as 28P01; what a network says is a word. */
const sqlState = /^\d[\dA-Z]{4}$/;
const startingUp = "57P03";

/** Resolves once the database takes a connection; throws what it said last after a minute, or when waiting won't help. */
async function untilTaken(connectionString: string): Promise<void> {
  const since = performance.now();
  for (;;) {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
    client.on("error", () => {});
    try {
      await client.connect();
      return;
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      const final = sqlState.test(code) && code !== startingUp;
      if (final || performance.now() - since > patienceMs) throw error;
      await delay(pollMs);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

const mends: Record<string, string> = {
  "28P01":
    "in Compose its volume and that of its password weren't made together; bring back the missing one, or give up the data with `docker compose down --volumes`",
  "42501": "its user must own the database and have CREATEROLE",
};

/** What is wrong, in one line: drizzle wraps what Postgres says. */
function lineOf(error: unknown): string {
  const { code = "", message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  const mend = mends[code];
  return `DATABASE_URL: the database can't be migrated (${message || code})${mend ? `: ${mend}` : ""}.`;
}

// Ends with 0 once the database is up to date; prints one line otherwise.
try {
  const { DATABASE_URL: ownerUrl, WEB_DATABASE_URL, API_DATABASE_URL } = readSettings(settings, process.env);
  const derived = WEB_DATABASE_URL && API_DATABASE_URL ? undefined : roleUrls(ownerUrl);
  await untilTaken(ownerUrl);
  await migrate({
    ownerUrl,
    webUrl: WEB_DATABASE_URL ?? derived?.web ?? "",
    apiUrl: API_DATABASE_URL ?? derived?.api ?? "",
  });
  console.log("The database is up to date.");
} catch (error) {
  for (const line of error instanceof SettingsError ? error.lines : [lineOf(error)]) console.error(line);
  process.exitCode = 1;
}
