import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { TLSSocket, type TlsOptions } from "node:tls";
import { assertBoundRole, MightyRoleError } from "@claimcheck/database/bound-role";
import { isLoopback } from "@claimcheck/process/loopback";
import pg from "pg";
import { keys, migrations, unlocked } from "../database.ts";
import { type Item, NotLookedAt, type Production } from "./item.ts";

const connectMs = 5000;

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectMs, query_timeout: connectMs });
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The URLs that are set, by their setting. */
function urls({ web, api }: Production): [string, string][] {
  const { API_DATABASE_URL, API_EVENTS_DATABASE_URL } = api;
  return Object.entries({
    WEB_DATABASE_URL: web.WEB_DATABASE_URL,
    API_DATABASE_URL,
    ...(API_EVENTS_DATABASE_URL && { API_EVENTS_DATABASE_URL }),
  });
}

async function roles(at: Production): Promise<string> {
  const names: string[] = [];
  for (const [setting, url] of urls(at)) {
    await connected(url, async (client) => {
      await assertBoundRole(client).catch((error) => {
        throw error instanceof MightyRoleError ? new Error(`${setting}: ${error.message}`) : error;
      });
      names.push(client.user ?? "");
    });
  }
  const [web, ...api] = names;
  if (web && api.includes(web)) throw new Error(`both apps connect as ${web}`);
  return `${[...new Set(names)].join(" and ")} own nothing and bypass nothing`;
}

async function tls(at: Production): Promise<string> {
  for (const [setting, url] of urls(at)) {
    const { hostname } = new URL(url);
    if (!hostname || isLoopback(url)) continue;
    await connected(url, async (client) => {
      const { connection, ssl } = client as unknown as { connection: { stream: Socket }; ssl: TlsOptions };
      if (!(connection.stream instanceof TLSSocket)) throw new Error(`${setting} goes to ${hostname} in the clear`);
      // `authorized` says that it would pass, not that anybody asked.
      if (ssl.rejectUnauthorized === false)
        throw new Error(`${setting}: nobody checks whose certificate ${hostname} shows`);
    });
  }
  return "every connection that leaves this machine is encrypted, its certificate checked";
}

/** Sends a word the way that the API's changes go, and waits for it where the API listens. */
async function eventsArrive({ api }: Production): Promise<string> {
  const channel = `diagnose_${randomUUID()}`;
  return connected(api.API_EVENTS_DATABASE_URL ?? api.API_DATABASE_URL, async (listening) => {
    const heard = Promise.withResolvers<void>();
    listening.on("notification", () => heard.resolve());
    await listening.query(`LISTEN ${listening.escapeIdentifier(channel)}`);
    const limit = setTimeout(() => heard.reject(new Error("what Postgres tells of changes doesn't arrive")), connectMs);
    try {
      await connected(api.API_DATABASE_URL, (client) => client.query("SELECT pg_notify($1, '')", [channel]));
      await heard.promise;
    } finally {
      clearTimeout(limit);
    }
    return "what Postgres tells arrives";
  });
}

async function noDemoPerson({ web, tools }: Production): Promise<string> {
  if (tools.DEMO_PASSWORD || tools.SEED_DEMO) throw new Error("DEMO_PASSWORD or SEED_DEMO is set");
  const found = await connected(web.WEB_DATABASE_URL, (client) =>
    client.query('SELECT FROM "user" WHERE email = $1', [tools.DEMO_EMAIL]),
  );
  if (found.rowCount) throw new Error(`${tools.DEMO_EMAIL} has an account`);
  return "there is none";
}

const after = ["database roles"];

/** What the two apps' own roles see of the database. */
export const databaseItems: Item[] = [
  {
    name: "database roles",
    mend: "start that Postgres, run `pnpm db migrate`, and connect the web app as app_web and the API as app_api.",
    look: roles,
  },
  {
    name: "TLS to Postgres",
    mend: "add `?sslmode=verify-full` to that URL.",
    after,
    look: tls,
  },
  {
    name: "migrations",
    mend: "run `pnpm db migrate`.",
    after,
    look: ({ tools: { DATABASE_URL } }) => {
      if (!DATABASE_URL) throw new NotLookedAt("only the owner sees them: set DATABASE_URL for this command");
      return connected(DATABASE_URL, migrations);
    },
  },
  {
    name: "row-level security",
    mend: "ENABLE and FORCE it on those tables.",
    after,
    look: ({ api }) =>
      connected(api.API_DATABASE_URL, async (client) => {
        const { rows } = await client.query<{ name: string }>(unlocked);
        if (rows.length > 0) throw new Error(`${rows.map(({ name }) => name).join(", ")} can be read without it`);
        return "on and forced wherever the API reaches";
      }),
  },
  {
    name: "events past a pooler",
    mend: "set API_EVENTS_DATABASE_URL to Postgres itself, past the pooler.",
    after,
    look: eventsArrive,
  },
  {
    name: "signing key",
    mend: "see docs/keys-and-secrets.md: `pnpm keys rotate`, or KEY_ROTATION_INTERVAL.",
    after,
    look: ({ web }) => keys(web, web.WEB_DATABASE_URL, 366),
  },
  {
    name: "demo person",
    mend: "remove DEMO_PASSWORD and SEED_DEMO, and delete that account.",
    after,
    look: noDemoPerson,
  },
];
