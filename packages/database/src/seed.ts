import { randomBytes } from "node:crypto";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import { and, eq, sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { type Caller, createAsUser } from "./as-user.ts";
import { demoTags, demoTasks } from "./demo-tasks.ts";
import { assertLoopbackDatabase } from "./loopback.ts";
import { createPool } from "./pool.ts";
import { account, session, user } from "./schema/auth.ts";
import { tag, taskTag } from "./schema/tags.ts";
import { task } from "./schema/tasks.ts";

/** How long the session may last that the tasks are added in. */
const seedingMs = 60_000;

type Demo = { email: string; password: string };

/**
 * Makes the demo person, their tasks and tags, as the apps' own roles would. A demo person who is there
 * already keeps their tasks; a password that doesn't fit any more is replaced.
 * Throws when a database isn't on this machine.
 */
export async function seedDemo({ webUrl, apiUrl, ...demo }: Demo & { webUrl: string; apiUrl: string }): Promise<void> {
  assertLoopbackDatabase(webUrl, "Seeding");
  assertLoopbackDatabase(apiUrl, "Seeding");
  const client = new pg.Client({ connectionString: webUrl, application_name: "seed" });
  client.on("error", () => {});
  await client.connect();
  try {
    const web = drizzle({ client });
    const caller = await keepDemoPerson(web, demo);
    if (!caller) return;
    await addDemoTasks(apiUrl, caller);
    await web.delete(session).where(eq(session.id, caller.sid));
  } finally {
    await client.end();
  }
}

/** Adds them as the API does for a signed-in person. */
async function addDemoTasks(apiUrl: string, caller: Caller): Promise<void> {
  const pool = createPool({ url: apiUrl, applicationName: "seed", max: 1 });
  try {
    const own = <Row>(row: Row) => ({ ...row, userId: caller.userUuid });
    const planned = demoTasks(new Date());
    // The URL may go through a pooler.
    await createAsUser(pool, { named: false })(caller, "write", async (tx) => {
      const tags = await tx.insert(tag).values(demoTags.map(own)).returning({ id: tag.id, name: tag.name });
      const tasks = await tx
        .insert(task)
        .values(planned.map(({ row }) => own(row)))
        .returning({ taskId: task.id });
      const pairs = tasks.flatMap(({ taskId }, at) =>
        tags.filter(({ name }) => name === planned[at]?.tag).map(({ id }) => own({ taskId, tagId: id })),
      );
      await tx.insert(taskTag).values(pairs);
    });
  } finally {
    await pool.end();
  }
}

/** Who was made, with a session to add tasks in; undefined for a person who was there already. */
async function keepDemoPerson(web: NodePgDatabase, { email, password }: Demo): Promise<Caller | undefined> {
  return web.transaction(async (tx) => {
    // Two starts at once make one demo person.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('claimcheck seed'))`);
    const mine = and(eq(account.userId, user.id), eq(account.providerId, "credential"));
    const [held] = await tx
      .select({ accountId: account.id, hash: account.password })
      .from(user)
      .leftJoin(account, mine)
      .where(eq(user.email, email));
    if (held) {
      if (held.accountId && !(await fits(held.hash, password))) {
        const hash = await hashPassword(password);
        await tx.update(account).set({ password: hash }).where(eq(account.id, held.accountId));
      }
      return undefined;
    }
    const id = newId();
    const person = { id, name: "Demo Person", email, emailVerified: true };
    const [made] = await tx.insert(user).values(person).returning({ uuid: user.uuid });
    if (!made) throw new Error("the demo person wasn't stored");
    await tx.insert(account).values({
      id: newId(),
      userId: id,
      accountId: id,
      providerId: "credential",
      password: await hashPassword(password),
    });
    const sid = newId();
    const expiresAt = new Date(Date.now() + seedingMs);
    await tx.insert(session).values({ id: sid, userId: id, token: newId(), expiresAt });
    return { userUuid: made.uuid, sid };
  });
}

async function fits(hash: string | null, password: string): Promise<boolean> {
  return hash !== null && (await verifyPassword({ hash, password }));
}

/** An id of the length that Better Auth gives. */
function newId(): string {
  return randomBytes(24).toString("base64url");
}
