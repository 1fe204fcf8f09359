import { count, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { type Caller, createAsUser } from "../src/as-user.ts";
import { AccountDisabledError, AccountGoneError, isUnavailable, SessionEndedError } from "../src/errors.ts";
import { createPool } from "../src/pool.ts";
import { task } from "../src/schema/tasks.ts";
import { addPerson, withClient } from "../src/testing/test-database.ts";
import { codeOf } from "./support/code-of.ts";
import { prepareStage } from "./support/stage.ts";

const stage = prepareStage({ max: 1 });

const titles = async (caller: Caller) => {
  const rows = await stage.asUser(caller, "read", (tx) => tx.select().from(task));
  return rows.map(({ title }) => title);
};

test("each person sees their own rows only, without any WHERE", async () => {
  expect(await titles(stage.ada.caller)).toEqual(["Ada's task"]);
  expect(await titles(stage.ben.caller)).toEqual(["Ben's task"]);
});

test("an upper-case uuid is the same person", async () => {
  expect(await titles({ ...stage.ada.caller, userUuid: stage.ada.uuid.toUpperCase() })).toEqual(["Ada's task"]);
});

test("no row crosses when two people alternate in parallel on one connection", async () => {
  const people = Array.from({ length: 40 }, (_, at) => (at % 2 ? stage.ada : stage.ben));
  const seen = await Promise.all(people.map(({ caller }) => titles(caller)));
  expect(seen).toEqual(people.map(({ name }) => [`${name}'s task`]));
});

test("no user stays on a connection after the transaction", async () => {
  await titles(stage.ada.caller);
  const { rows } = await stage.pool.query(
    "SELECT current_setting('app.user_uuid', true) AS uuid, (SELECT count(*)::int FROM task) AS tasks",
  );
  expect(rows).toEqual([{ uuid: "", tasks: 0 }]);
});

test("a connection on which no user was ever set sees nothing", async () => {
  const { rows } = await withClient(stage.db.apiUrl, (client) => client.query("SELECT FROM task"));
  expect(rows).toEqual([]);
});

test("someone else's row can't be read, changed, deleted or claimed", async () => {
  const { asUser, ada, ben } = stage;
  const hers = eq(task.userId, ada.uuid);
  expect(await asUser(ben.caller, "read", (tx) => tx.select().from(task).where(hers))).toEqual([]);
  const change = await asUser(ben.caller, "write", (tx) => tx.update(task).set({ title: "mine" }).where(hers));
  expect(change.rowCount).toBe(0);
  const removal = await asUser(ben.caller, "write", (tx) => tx.delete(task).where(hers));
  expect(removal.rowCount).toBe(0);
  const claim = { userId: ada.uuid, title: "planted" };
  expect(await codeOf(asUser(ben.caller, "write", (tx) => tx.insert(task).values(claim)))).toBe("42501");
  expect(await titles(ada.caller)).toEqual(["Ada's task"]);
});

test("the role of the account is known within the transaction", async () => {
  const { db, asUser, ada, ben } = stage;
  await withClient(db.ownerUrl, (client) => client.query(`UPDATE "user" SET role = 'admin' WHERE id = $1`, [ben.id]));
  const role = (caller: Caller) =>
    asUser(caller, "read", (tx) => tx.execute<{ role: string }>(sql`SELECT current_setting('app.user_role') AS role`));
  expect((await role(ada.caller)).rows).toEqual([{ role: "user" }]);
  expect((await role(ben.caller)).rows).toEqual([{ role: "admin" }]);
});

test("a failing statement keeps nothing, in one flight and in an async function", async () => {
  const { asUser, ada } = stage;
  const wrong = { userId: ada.uuid, title: "" };
  expect(await codeOf(asUser(ada.caller, "write", (tx) => tx.insert(task).values(wrong)))).toBe("23514");
  const two = asUser(ada.caller, "write", async (tx) => {
    await tx.insert(task).values({ ...wrong, title: "kept?" });
    await tx.insert(task).values(wrong);
  });
  expect(await codeOf(two)).toBe("23514");
  expect(await titles(ada.caller)).toEqual(["Ada's task"]);
});

test("of queries that are sent at once, the one that failed is told and not those behind it", async () => {
  const { asUser, ada } = stage;
  const values = { userId: ada.uuid, title: "" };
  const together = asUser(ada.caller, "write", async (tx) =>
    Promise.all([tx.insert(task).values(values), tx.select().from(task), tx.select({ rows: count() }).from(task)]),
  );
  expect(await codeOf(together)).toBe("23514");
});

test("work that throws of itself is rolled back, and its error comes through", async () => {
  const { asUser, ada } = stage;
  const work = asUser(ada.caller, "write", async (tx) => {
    await tx.insert(task).values({ userId: ada.uuid, title: "kept?" });
    throw new Error("changed my mind");
  });
  await expect(work).rejects.toThrow("changed my mind");
  const sync = asUser(ada.caller, "write", () => {
    throw new Error("at once");
  });
  await expect(sync).rejects.toThrow("at once");
  expect(await titles(ada.caller)).toEqual(["Ada's task"]);
});

test("work that swallows a failure isn't taken for done", async () => {
  const { asUser, ada } = stage;
  const work = asUser(ada.caller, "write", async (tx) => {
    await tx.insert(task).values({ userId: ada.uuid, title: "kept?" });
    await tx.execute(sql`SELECT 1 / 0`).catch(() => {});
  });
  await expect(work).rejects.toThrow("rolled back");
  expect(await titles(ada.caller)).toEqual(["Ada's task"]);
});

test("a read can't write", async () => {
  const { asUser, ada } = stage;
  const values = { userId: ada.uuid, title: "written" };
  expect(await codeOf(asUser(ada.caller, "read", (tx) => tx.insert(task).values(values)))).toBe("25006");
});

test("a query sent after its transaction is refused instead of running as the next user", async () => {
  const { asUser, ada, ben } = stage;
  const late = await asUser(ada.caller, "read", async (tx) => () => tx.select().from(task));
  const next = await asUser(ben.caller, "read", async (tx) => {
    await expect(late()).rejects.toThrow(/Failed query/);
    return tx.select({ tasks: count() }).from(task);
  });
  expect(next).toEqual([{ tasks: 1 }]);
});

test("a deleted account is told apart, and a write behind it isn't kept", async () => {
  const { db, asUser, ada } = stage;
  const gone = await addPerson(db, { name: "Gone" });
  const values = { userId: gone.uuid, title: "left" };
  await asUser(gone.caller, "write", (tx) => tx.insert(task).values(values));
  await withClient(db.ownerUrl, (client) => client.query(`DELETE FROM "user" WHERE id = $1`, [gone.id]));
  const flight = asUser(gone.caller, "write", (tx) => tx.insert(task).values(values));
  await expect(flight).rejects.toThrow(AccountGoneError);
  const steps = asUser(gone.caller, "write", async (tx) => {
    await tx.insert(task).values(values);
  });
  await expect(steps).rejects.toThrow(AccountGoneError);
  await expect(titles(gone.caller)).rejects.toThrow(AccountGoneError);
  expect(await titles(ada.caller)).toEqual(["Ada's task"]);
});

test.each([
  ["was ended", "DELETE FROM session WHERE id = $1"],
  ["has expired", "UPDATE session SET expires_at = now() - interval '1 second' WHERE id = $1"],
  [
    "belongs to another account",
    `UPDATE session SET user_id = (SELECT id FROM "user" WHERE name = 'Ben') WHERE id = $1`,
  ],
])("a session that %s reads nothing, and a write behind it isn't kept", async (_what, statement) => {
  const { db, asUser, ada } = stage;
  const { caller, uuid } = await addPerson(db, { name: "Cyd" });
  const values = { userId: uuid, title: "too late" };
  expect(await titles(caller)).toEqual([]);
  await withClient(db.ownerUrl, (client) => client.query(statement, [caller.sid]));
  await expect(titles(caller)).rejects.toThrow(SessionEndedError);
  const flight = asUser(caller, "write", (tx) => tx.insert(task).values(values));
  await expect(flight).rejects.toThrow(SessionEndedError);
  const steps = asUser(caller, "write", async (tx) => {
    await tx.insert(task).values(values);
  });
  await expect(steps).rejects.toThrow(SessionEndedError);
  const { rows } = await withClient(db.ownerUrl, async (client) => {
    await client.query("SET row_security = off");
    return client.query("SELECT title FROM task WHERE user_id = $1", [uuid]);
  });
  expect(rows).toEqual([]);
  expect(await titles(ada.caller)).toEqual(["Ada's task"]);
});

test("a deleted account is told before a disabled one, and that before an ended session", async () => {
  const { db } = stage;
  const { id, caller } = await addPerson(db);
  const owner = (statement: string) => withClient(db.ownerUrl, (client) => client.query(statement, [id]));
  await owner("DELETE FROM session WHERE user_id = $1");
  await expect(titles(caller)).rejects.toThrow(SessionEndedError);
  await owner(`UPDATE "user" SET banned = true WHERE id = $1`);
  await expect(titles(caller)).rejects.toThrow(AccountDisabledError);
  await owner(`DELETE FROM "user" WHERE id = $1`);
  await expect(titles(caller)).rejects.toThrow(AccountGoneError);
});

test("the token of a session opens nothing in place of its id", async () => {
  const { db, ada } = stage;
  const { rows } = await withClient(db.ownerUrl, (client) =>
    client.query<{ token: string }>("SELECT token FROM session WHERE id = $1", [ada.caller.sid]),
  );
  const sid = rows[0]?.token ?? "";
  await expect(titles({ ...ada.caller, sid })).rejects.toThrow(SessionEndedError);
});

test.each(["", "x", "00000000-0000-0000-0000-00000000000'", `${"0".repeat(36)}`])(
  "what isn't a uuid (%j) never reaches Postgres",
  async (uuid) => {
    await expect(titles({ ...stage.ada.caller, userUuid: uuid })).rejects.toThrow(TypeError);
    expect(stage.pool.idleCount).toBe(1);
  },
);

test("a connection lost in the middle is thrown away, and the pool serves on", async () => {
  const { db, ada } = stage;
  const pool = createPool({ url: db.apiUrl, applicationName: "lost", max: 1 });
  const asUser = createAsUser(pool);
  const work = asUser(ada.caller, "write", async (tx) => {
    await tx.insert(task).values({ userId: ada.uuid, title: "kept?" });
    await withClient(db.ownerUrl, (client) =>
      client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lost'"),
    );
    await tx.select().from(task);
  });
  await expect(work).rejects.toSatisfy(isUnavailable);
  expect(pool.totalCount).toBe(0);
  const rows = await asUser(ada.caller, "read", (tx) => tx.select().from(task));
  expect(rows.map(({ title }) => title)).toEqual(["Ada's task"]);
  await pool.end();
});
