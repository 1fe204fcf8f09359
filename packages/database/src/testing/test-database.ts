import { randomBytes } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import pg from "pg";
import { inject } from "vitest";
import type { Caller } from "../as-user.ts";
import { closeDatabase } from "../migrate.ts";
import { roleUrls } from "../roles.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The owner's URL of the migrated database that test databases are copied from. */
    templateUrl: string;
    /** Where PgBouncer listens, if the apps' roles go through it. */
    poolerPort?: number;
  }
}

export type TestDatabase = {
  readonly ownerUrl: string;
  readonly webUrl: string;
  readonly apiUrl: string;
  /** The API's URL for what no pooler passes on; unset where there is none. */
  readonly eventsUrl?: string;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
};

/** A fresh, migrated, empty database of its own. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(inject("templateUrl"));
  const name = `test_${randomBytes(6).toString("hex")}`;
  const server = new URL(template);
  server.pathname = "/postgres";
  await withClient(server.href, async (client) => {
    const source = client.escapeIdentifier(template.pathname.slice(1));
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${source} STRATEGY FILE_COPY`);
    await closeDatabase(client, name);
  });
  const owner = new URL(template);
  owner.pathname = `/${name}`;
  const { web, api } = roleUrls(owner.href);
  const pooler = inject("poolerPort");
  return {
    ownerUrl: owner.href,
    ...(pooler ? { webUrl: at(web, pooler), apiUrl: at(api, pooler), eventsUrl: api } : { webUrl: web, apiUrl: api }),
    drop: () =>
      withClient(server.href, async (client) => {
        await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
      }),
  };
}

/** The same URL with another port. */
export function at(url: string, port: number): string {
  const moved = new URL(url);
  moved.port = String(port);
  return moved.href;
}

/** Runs `work` on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A lost connection rejects the next query; an error event without a listener would fail the whole test run.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export type Person = {
  id: string;
  uuid: string;
  email: string;
  name: string;
  /** What asUser() takes: the account, and a session of it that is open. */
  caller: Caller;
};

type NewPerson = { name?: string; email?: string; password?: string };

/** An account whose address is confirmed, with one session. Without a password it can't sign in another time. */
export async function addPerson(
  db: Pick<TestDatabase, "ownerUrl">,
  { name = "Test Person", email, password }: NewPerson = {},
): Promise<Person> {
  const id = randomBytes(12).toString("hex");
  return withClient(db.ownerUrl, async (client) => {
    const { rows } = await client.query<Omit<Person, "caller">>(
      `INSERT INTO "user" (id, name, email, email_verified) VALUES ($1, $2, $3, true)
       RETURNING id, uuid, email, name`,
      [id, name, email ?? `${id}@example.test`],
    );
    const [person] = rows;
    if (!person) throw new Error("the account wasn't stored");
    if (password) {
      await client.query(
        `INSERT INTO account (id, user_id, account_id, provider_id, password) VALUES ($1, $1, $1, 'credential', $2)`,
        [id, await hashPassword(password)],
      );
    }
    return { ...person, caller: { userUuid: person.uuid, sid: await addSession(client, id) } };
  });
}

/** Adds an open session to an account, as a sign-in would, and gives its id. */
export async function addSession(client: pg.ClientBase, userId: string): Promise<string> {
  const sid = randomBytes(16).toString("hex");
  await client.query(
    `INSERT INTO session (id, user_id, token, expires_at) VALUES ($1, $2, $3, now() + interval '1 day')`,
    [sid, userId, randomBytes(16).toString("hex")],
  );
  return sid;
}
