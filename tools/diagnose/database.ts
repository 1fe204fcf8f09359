import { tooMighty } from "@claimcheck/database/bound-role";
import { compareMigrations } from "@claimcheck/database/migrate";
import pg from "pg";
import { createIssuer } from "../../apps/web/src/auth/create-issuer.ts";
import { openAuthDatabase } from "../../apps/web/src/auth/database.ts";
import type { WebConfig } from "../../apps/web/src/config.ts";
import type { CheckedSettings } from "../stack/checked-settings.ts";
import type { Database } from "../stack/database.ts";
import { check, compareClock, type Finding } from "./finding.ts";

type Urls = Pick<Database, "ownerUrl" | "webUrl" | "where">;

/** The database: there, migrated, its roles harmless, its rows locked, its signing key readable. */
export async function databaseFindings(
  settings: CheckedSettings,
  database: Urls | undefined,
  trouble: string,
): Promise<Finding[]> {
  const mend = "start it with `pnpm dev`, or mend DATABASE_URL.";
  if (!database) return [{ name: "database", ok: false, found: trouble, mend }];
  const client = new pg.Client({ connectionString: database.ownerUrl });
  client.on("error", () => {});
  const there = await check("database", mend, async () => {
    await client.connect();
    return database.where;
  });
  if (!there.ok) return [there];
  const none = async (query: string, what: string) => {
    const { rows } = await client.query<{ name: string }>(query);
    if (rows.length > 0) throw new Error(`${rows.map(({ name }) => name).join(", ")} ${what}`);
  };
  try {
    return [
      there,
      await check("migrations", "run `pnpm db migrate`.", () => migrations(client)),
      await check("roles", "take those attributes away, then run `pnpm db migrate`.", async () => {
        await none(mightyRoles, "may do more than log in");
        return "app_web and app_api own nothing and bypass nothing";
      }),
      await check("row-level security", "ENABLE and FORCE it on those tables.", async () => {
        await none(unlocked, "can be read by app_api without row-level security");
        return "on and forced wherever app_api can reach";
      }),
      await check("signing key", "see docs/keys-and-secrets.md.", () => keys(settings.web, database.webUrl)),
      await check("database clock", "set both clocks by NTP.", async () => {
        const { rows } = await client.query<{ at: Date }>("SELECT clock_timestamp() AS at");
        return compareClock(rows[0]?.at ?? new Date(0));
      }),
    ];
  } finally {
    await client.end();
  }
}

const mightyRoles = `SELECT rolname AS name FROM pg_roles r WHERE rolname IN ('app_web', 'app_api') AND ${tooMighty}`;

/** Tables that the API reaches without row-level security. */
export const unlocked = `SELECT relname AS name FROM pg_class c
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND NOT (relrowsecurity AND relforcerowsecurity) AND 'app_api' IN (SELECT rolname FROM pg_roles)
    AND has_table_privilege('app_api', c.oid, 'SELECT, INSERT, UPDATE, DELETE')`;

/** Throws unless all of this checkout's migrations are applied. */
export async function migrations(client: pg.Client): Promise<string> {
  const all = await compareMigrations(client);
  const wrong = all.filter(({ state }) => state !== "applied").map(({ tag, state }) => `${tag} is ${state}`);
  if (wrong.length > 0) throw new Error(wrong.join(", "));
  return `all ${all.length} are applied`;
}

/** Throws unless there is a signing key that the present secret reads, which has signed for `days` at most. */
export async function keys(config: WebConfig, webUrl: string, days = Infinity): Promise<string> {
  const { db, close } = openAuthDatabase(webUrl);
  try {
    const ring = createIssuer(config, db).keys;
    await ring.assertReadable();
    const signing = (await ring.list()).find(({ state }) => state === "signing");
    if (!signing) throw new Error("there is none yet: the web app makes it when it starts");
    const age = Math.floor((Date.now() - signing.signsFrom.getTime()) / 86_400_000);
    if (age > days) throw new Error(`${signing.id} has signed for ${age} days`);
    return `${signing.id} (${signing.alg ?? "EdDSA"}) can be read with the present secret`;
  } finally {
    await close();
  }
}
