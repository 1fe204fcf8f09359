import { verifyPassword } from "better-auth/crypto";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { type Caller, createAsUser } from "../src/as-user.ts";
import { createPool } from "../src/pool.ts";
import { taskTag } from "../src/schema/tags.ts";
import { task } from "../src/schema/tasks.ts";
import { seedDemo } from "../src/seed.ts";
import { addPerson, addSession, createTestDatabase, withClient } from "../src/testing/test-database.ts";

const demo = { email: "demo@example.test", password: "correct horse battery" };

async function openStage() {
  const db = await createTestDatabase();
  const other = await addPerson(db);
  const pool = createPool({ url: db.apiUrl, applicationName: "test", max: 1 });
  const asUser = createAsUser(pool);
  onTestFinished(async () => {
    await pool.end();
    await db.drop();
  });
  const accounts = () =>
    withClient(db.ownerUrl, async (client) => {
      const { rows } = await client.query(
        `SELECT u.id, u.uuid, u.name, u.email_verified, a.account_id, a.provider_id, a.password AS hash
         FROM "user" u JOIN account a ON a.user_id = u.id WHERE email = $1`,
        [demo.email],
      );
      return rows;
    });
  const signIn = async ({ id, uuid }: { id: string; uuid: string }) => {
    const sid = await withClient(db.ownerUrl, (client) => addSession(client, id));
    return { userUuid: uuid, sid };
  };
  const tasksOf = (caller: Caller) => asUser(caller, "read", (tx) => tx.select().from(task));
  return { db, other, asUser, accounts, signIn, tasksOf };
}

test("the demo person can sign in and has a dozen tasks of every status, with tags; nobody else gets any", async () => {
  const { db, other, asUser, accounts, signIn, tasksOf } = await openStage();
  await seedDemo({ ...db, ...demo });
  const [person] = await accounts();
  expect(person).toMatchObject({
    name: "Demo Person",
    email_verified: true,
    account_id: person.id,
    provider_id: "credential",
  });
  expect(await verifyPassword({ hash: person.hash, password: demo.password })).toBe(true);
  const caller = await signIn(person);
  const tasks = await tasksOf(caller);
  expect(tasks).toHaveLength(12);
  expect(new Set(tasks.map(({ status }) => status))).toEqual(new Set(["todo", "doing", "done"]));
  expect(await tasksOf(other.caller)).toEqual([]);
  const tagged = (who: Caller) => asUser(who, "read", (tx) => tx.select().from(taskTag));
  expect((await tagged(caller)).length).toBeGreaterThan(5);
  expect(await tagged(other.caller)).toEqual([]);
});

test("seeding again, even twice at once, keeps the person, their tasks and what they changed", async () => {
  const { db, asUser, accounts, signIn, tasksOf } = await openStage();
  await Promise.all([seedDemo({ ...db, ...demo }), seedDemo({ ...db, ...demo })]);
  const [person] = await accounts();
  const caller = await signIn(person);
  const [first] = await tasksOf(caller);
  await asUser(caller, "write", (tx) => tx.delete(task).where(eq(task.id, first?.id ?? "")));
  await seedDemo({ ...db, ...demo });
  expect(await accounts()).toEqual([person]);
  expect(await tasksOf(caller)).toHaveLength(11);
});

test("seeding leaves no session of the demo person behind", async () => {
  const { db, other } = await openStage();
  await seedDemo({ ...db, ...demo });
  const { rows } = await withClient(db.ownerUrl, (client) => client.query("SELECT user_id FROM session"));
  expect(rows).toEqual([{ user_id: other.id }]);
});

test("a demo password that was changed in the settings works after the next seeding", async () => {
  const { db, accounts } = await openStage();
  await seedDemo({ ...db, ...demo });
  await seedDemo({ ...db, ...demo, password: "another one entirely" });
  const [person, ...more] = await accounts();
  expect(more).toEqual([]);
  expect(await verifyPassword({ hash: person.hash, password: "another one entirely" })).toBe(true);
});

test("a database elsewhere is refused before anything is asked of it", async () => {
  const { db } = await openStage();
  const elsewhere = "postgres://app_api:x@db.example/app";
  await expect(seedDemo({ ...db, ...demo, apiUrl: elsewhere })).rejects.toThrow(/isn't on this machine/);
});
