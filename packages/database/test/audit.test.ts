import type pg from "pg";
import { expect, test } from "vitest";
import { AccountDisabledError, AccountGoneError } from "../src/errors.ts";
import { purge } from "../src/purge.ts";
import { auditEvent, serviceUuid } from "../src/schema/audit.ts";
import { task } from "../src/schema/tasks.ts";
import { addPerson, type Person, withClient } from "../src/testing/test-database.ts";
import { prepareStage } from "./support/stage.ts";

const stage = prepareStage();

const asWeb = (work: (client: pg.Client) => Promise<unknown>) => withClient(stage.db.webUrl, work);
const web = (statement: string, ...values: unknown[]) => asWeb((client) => client.query(statement, values));

/** Kinds of an account's history, oldest first, with what else stands there. */
async function history(userUuid: string) {
  return withClient(stage.db.ownerUrl, async (client) => {
    const { rows } = await client.query(
      "SELECT kind, network, detail FROM audit_event WHERE user_id = $1 ORDER BY id",
      [userUuid],
    );
    return rows as { kind: string; network: string | null; detail: object }[];
  });
}
const kinds = async (userUuid: string) => (await history(userUuid)).map(({ kind }) => kind);

const newSession = (userId: string, address: string | null) =>
  web(
    `INSERT INTO session (id, user_id, token, expires_at, ip_address)
     VALUES (gen_random_uuid()::text, $1, gen_random_uuid()::text, now() + interval '1 day', $2)`,
    userId,
    address,
  );

test.each([
  ["203.0.113.77", "203.0.113.0/24"],
  ["2001:db8:1:2:3::4", "2001:db8:1::/48"],
  ["not an address", null],
  ["", null],
  [null, null],
])("a sign-in from %s is kept with the network %s", async (address, network) => {
  await newSession(stage.ada.id, address);
  expect((await history(stage.ada.uuid)).at(-1)).toEqual({
    kind: "signed_in",
    network,
    detail: {},
  });
});

test("sign-up, password, disabling, enabling and admin rights stand in the person's own history", async () => {
  const { ada, ben } = stage;
  const before = await kinds(ada.uuid);
  expect(await kinds(ben.uuid)).toEqual(["signed_up", "signed_in"]);
  await web(
    `INSERT INTO account (id, user_id, account_id, provider_id, password) VALUES ('a', $1, $1, 'credential', 'x')`,
    ben.id,
  );
  await web(`UPDATE account SET password = 'x' WHERE user_id = $1`, ben.id);
  await web(`UPDATE account SET password = 'y' WHERE user_id = $1`, ben.id);
  await web(`UPDATE "user" SET banned = true WHERE id = $1`, ben.id);
  await web(`UPDATE "user" SET banned = true, ban_reason = 'again' WHERE id = $1`, ben.id);
  await web(`UPDATE "user" SET banned = false WHERE id = $1`, ben.id);
  await web(`UPDATE "user" SET role = 'admin' WHERE id = $1`, ben.id);
  expect(await kinds(ben.uuid)).toEqual([
    "signed_up",
    "signed_in",
    "password_changed",
    "account_disabled",
    "account_enabled",
    "admin_granted",
  ]);
  expect(await kinds(ada.uuid)).toEqual(before);
});

test("a confirmed and a changed address stand in the person's own history, but neither address does", async () => {
  const { db, ben } = stage;
  const cyd = await addPerson(db);
  await web(`UPDATE "user" SET email_verified = false WHERE id = $1`, cyd.id);
  await web(`UPDATE "user" SET email_verified = true WHERE id = $1`, cyd.id);
  await web(`UPDATE "user" SET email_verified = true, name = 'Cyd' WHERE id = $1`, cyd.id);
  await web(`UPDATE "user" SET email = 'new@claimcheck.example', email_verified = true WHERE id = $1`, cyd.id);
  const events = await history(cyd.uuid);
  expect(events.map(({ kind }) => kind)).toEqual(["signed_up", "signed_in", "email_verified", "email_changed"]);
  expect(JSON.stringify(events)).not.toMatch(/@|example/);
  expect(await kinds(ben.uuid)).not.toContain("email_changed");
});

test("ways to sign in that come or go stand in the person's own history; those that go with the account don't", async () => {
  const cyd = await addPerson(stage.db, { password: "some-password" });
  const addBoth = async () => {
    await web(`INSERT INTO account (id, user_id, account_id, provider_id) VALUES ('g', $1, '1', 'github')`, cyd.id);
    await web(
      `INSERT INTO passkey (id, user_id, credential_id, public_key, counter, device_type, backed_up)
       VALUES ('p', $1, 'c', 'k', 0, 'singleDevice', false)`,
      cyd.id,
    );
  };
  await addBoth();
  await web("DELETE FROM account WHERE id = 'g'");
  await web("DELETE FROM passkey WHERE id = 'p'");
  await addBoth();
  await web(`DELETE FROM "user" WHERE id = $1`, cyd.id);
  const [gone, ...before] = (await history(cyd.uuid)).reverse();
  expect(gone?.kind).toBe("account_deleted");
  expect(before.reverse().map(({ kind, detail }) => [kind, detail])).toEqual([
    ["signed_up", {}],
    ["signed_in", {}],
    ["provider_linked", { provider: "github" }],
    ["passkey_added", {}],
    ["provider_unlinked", { provider: "github" }],
    ["passkey_removed", {}],
    ["provider_linked", { provider: "github" }],
    ["passkey_added", {}],
  ]);
});

test("what is rolled back leaves no trace in the history", async () => {
  const before = await kinds(stage.ada.uuid);
  await asWeb(async (client) => {
    await client.query("BEGIN");
    await client.query(`UPDATE "user" SET banned = true WHERE id = $1`, [stage.ada.id]);
    await client.query("ROLLBACK");
  });
  expect(await kinds(stage.ada.uuid)).toEqual(before);
});

test("a key that comes or goes is the service's event, under the uuid that nobody has", async () => {
  await web(`INSERT INTO jwks (id, public_key, private_key, created_at) VALUES ('kid-1', '{}', 'x', now())`);
  await web("DELETE FROM jwks WHERE id = 'kid-1'");
  expect(await history(serviceUuid)).toMatchObject([
    { kind: "key_rotated", detail: { kid: "kid-1" } },
    { kind: "key_retired", detail: { kid: "kid-1" } },
  ]);
});

test("a person reads their own history as the API's role, and nobody else's", async () => {
  for (const { uuid, caller } of [stage.ada, stage.ben]) {
    const rows = await stage.asUser(caller, "read", (tx) => tx.select().from(auditEvent));
    expect(rows.length).toBe((await kinds(uuid)).length);
    expect(new Set(rows.map(({ userId }) => userId))).toEqual(new Set([uuid]));
  }
});

const banned = (until: string) =>
  web(`UPDATE "user" SET banned = true, ban_expires = ${until} WHERE id = $1`, stage.ben.id);
const bensTitles = () =>
  withClient(stage.db.ownerUrl, async (client) => {
    await client.query("SET row_security = off");
    const { rows } = await client.query("SELECT title FROM task WHERE user_id = $1", [stage.ben.uuid]);
    return rows.map(({ title }) => title);
  });

test("a disabled account is refused, and a write sent in the same flight is rolled back", async () => {
  const { asUser, ada, ben } = stage;
  const write = ({ uuid: userId, caller }: Person) =>
    asUser(caller, "write", (tx) => tx.insert(task).values({ userId, title: "too late" }));
  for (const until of ["NULL", "now() + interval '1 hour'"]) {
    await banned(until);
    await expect(write(ben)).rejects.toBeInstanceOf(AccountDisabledError);
    await expect(asUser(ben.caller, "read", (tx) => tx.select().from(task))).rejects.toBeInstanceOf(
      AccountDisabledError,
    );
  }
  expect(await bensTitles()).toEqual(["Ben's task"]);
  await write(ada);
  await banned("now() - interval '1 second'");
  await write(ben);
  expect(await bensTitles()).toEqual(["Ben's task", "too late"]);
});

test("what is older than a year is removed, of everybody, and nothing else", async () => {
  const { db, ada, ben } = stage;
  const before = [(await kinds(ada.uuid)).length, (await kinds(ben.uuid)).length];
  await withClient(db.ownerUrl, (client) =>
    client.query(
      `INSERT INTO audit_event (user_id, kind, at) SELECT id, 'signed_in', now() - days * interval '1 day'
       FROM unnest($1::uuid[]) id, unnest(ARRAY[364, 366]) days`,
      [[ada.uuid, ben.uuid]],
    ),
  );
  expect(await purge(db.ownerUrl)).toBe(2);
  expect([(await kinds(ada.uuid)).length, (await kinds(ben.uuid)).length]).toEqual(before.map((count) => count + 1));
});

test("an expired session is purged, of every account, and a live one stays", async () => {
  const { db, ada, ben } = stage;
  await web(
    `INSERT INTO session (id, user_id, token, expires_at)
     SELECT age || '-of-' || id, id, age || '-of-' || id, now() + CASE age WHEN 'live' THEN 1 ELSE -1 END * interval '1 minute'
     FROM unnest($1::text[]) id, unnest(ARRAY['live', 'expired']) age`,
    [ada.id, ben.id],
  );
  await purge(db.ownerUrl);
  const left = `SELECT string_agg(token, ' ' ORDER BY token) AS tokens FROM session WHERE token LIKE '%-of-%'`;
  const { rows } = await withClient(db.ownerUrl, (client) => client.query(left));
  expect(rows).toEqual([{ tokens: `live-of-${[ada.id, ben.id].toSorted().join(" live-of-")}` }]);
});

test("a deleted account is refused, and its history stays", async () => {
  const { asUser, ben } = stage;
  await web(`DELETE FROM "user" WHERE id = $1`, ben.id);
  await expect(asUser(ben.caller, "read", (tx) => tx.select().from(task))).rejects.toBeInstanceOf(AccountGoneError);
  expect((await kinds(ben.uuid)).at(-1)).toBe("account_deleted");
});
