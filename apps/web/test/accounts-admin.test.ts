import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { cookieOf, signUp, startIssuer, type TestIssuer, type TestPerson, webUrl } from "./support/issuer.ts";

let issuer: TestIssuer;
let boss: TestPerson;
beforeAll(async () => {
  issuer = await startIssuer();
  boss = await signUp(issuer, "Boss");
  await sql(`update "user" set role = 'admin' where email = $1`, boss.email);
});
afterAll(() => issuer.stop());

const sql = (statement: string, ...values: unknown[]) =>
  withClient(issuer.database.ownerUrl, async (client) => (await client.query(statement, values)).rows);
const idOf = async ({ email }: TestPerson): Promise<string> =>
  (await sql(`select id from "user" where email = $1`, email))[0].id;
/** What stands in a person's history, oldest first. */
const historyOf = async ({ email }: TestPerson): Promise<string[]> =>
  (
    await sql(
      `select kind from audit_event where user_id = (select uuid from "user" where email = $1) order by id`,
      email,
    )
  ).map(({ kind }) => kind);
const signedUp = ["signed_up", "email_verified", "signed_in"];
const act = (path: string, person: TestPerson, userId: string) =>
  issuer.call(`/admin/${path}`, { cookie: person.cookie, body: { userId } });
const signIn = ({ email }: TestPerson, password: string) =>
  issuer.call("/sign-in/email", { body: { email, password } });

const open = ["/admin/list-users", "/admin/ban-user", "/admin/unban-user", "/admin/revoke-user-sessions"];

test("of Better Auth's own endpoints, every one of the admin plugin but four isn't there", async () => {
  const paths = Object.values(issuer.auth.api)
    .map((endpoint) => (endpoint as { path?: string }).path)
    .filter((path): path is string => path?.startsWith("/admin/") === true);
  expect(paths.length).toBeGreaterThan(10);
  for (const path of paths.filter((one) => !open.includes(one))) {
    for (const body of [undefined, { userId: await idOf(boss) }]) {
      const { status } = await issuer.call(path, { cookie: boss.cookie, body });
      expect(`${path} ${status}`).toBe(`${path} 404`);
    }
  }
});

test("the four are for administrators only: 403 for others, 401 signed out", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  const userId = await idOf(bob);
  for (const path of open) {
    const body = path === "/admin/list-users" ? undefined : { userId };
    expect((await issuer.call(path, { cookie: ada.cookie, body })).status).toBe(403);
    expect((await issuer.call(path, { body })).status).toBe(401);
  }
  expect((await issuer.call("/token", { cookie: bob.cookie })).status).toBe(200);
});

test("a disabled person has no session and no way in, until enabled again; others notice nothing", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  const id = await idOf(bob);
  expect((await act("ban-user", boss, id)).status).toBe(200);
  expect((await issuer.call("/token", { cookie: bob.cookie })).status).toBe(401);
  const refused = await signIn(bob, bob.password);
  expect([refused.status, (await refused.json()).code]).toEqual([403, "BANNED_USER"]);
  expect((await issuer.call("/token", { cookie: ada.cookie })).status).toBe(200);
  expect((await act("unban-user", boss, id)).status).toBe(200);
  expect((await signIn(bob, bob.password)).status).toBe(200);
  expect(await historyOf(bob)).toEqual([
    ...signedUp,
    "account_disabled",
    "session_revoked",
    "account_enabled",
    "signed_in",
  ]);
  expect(await historyOf(ada)).toEqual(signedUp);
});

test("nobody disables themselves", async () => {
  expect((await act("ban-user", boss, await idOf(boss))).status).toBe(400);
  expect((await issuer.call("/token", { cookie: boss.cookie })).status).toBe(200);
});

test("signing somebody out everywhere ends each of their sessions, and nobody else's", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  await signIn(bob, bob.password);
  expect((await act("revoke-user-sessions", boss, await idOf(bob))).status).toBe(200);
  expect((await issuer.call("/token", { cookie: bob.cookie })).status).toBe(401);
  expect((await issuer.call("/token", { cookie: ada.cookie })).status).toBe(200);
  expect(await historyOf(bob)).toEqual([...signedUp, "signed_in", "session_revoked", "session_revoked"]);
});

test("the list of people holds no session, password or token", async () => {
  const answer = await issuer.call("/admin/list-users?limit=100", { cookie: boss.cookie });
  const text = await answer.text();
  expect(JSON.parse(text).users.length).toBeGreaterThan(3);
  const secrets = [
    ...(await sql("select token as secret from session")),
    ...(await sql("select password as secret from account")),
  ];
  for (const { secret } of secrets) expect(text).not.toContain(secret);
});

test("signing out and a failed sign-in stand in the person's own history", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  expect((await signIn(ada, "not-the-password")).status).toBe(401);
  await issuer.call("/sign-out", { cookie: bob.cookie, body: {} });
  expect(await historyOf(ada)).toEqual([...signedUp, "sign_in_failed"]);
  expect(await historyOf(bob)).toEqual([...signedUp, "signed_out"]);
});

test.each([{ revokeOtherSessions: true }, { revokeOtherSessions: false }, {}])(
  "a new password ends every other session, also where %o is sent with it, and one's own goes on as another",
  async (choice) => {
    const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
    const elsewhere = cookieOf(await signIn(ada, ada.password));
    const changed = await issuer.call("/change-password", {
      cookie: ada.cookie,
      body: { currentPassword: ada.password, newPassword: "another-password", ...choice },
    });
    expect(changed.status).toBe(200);
    const own = cookieOf(changed);
    const tokenFor = async (cookie: string) => (await issuer.call("/token", { cookie })).status;
    expect([await tokenFor(own), await tokenFor(elsewhere), await tokenFor(bob.cookie)]).toEqual([200, 401, 200]);
    // One's own session is replaced by another, which stands as the sign-in that it is in the database.
    const told = ["password_changed", "session_revoked", "signed_in"];
    expect((await historyOf(ada)).toSorted()).toEqual([...signedUp, "signed_in", ...told].toSorted());
    expect(await historyOf(bob)).toEqual(signedUp);
  },
);

test("a session that a disabled person has all the same gives no token", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  // As a sign-in leaves it that was let in just before and stored just after.
  await sql(`update "user" set banned = true where email = $1`, ada.email);
  const refused = await issuer.call("/token", { cookie: ada.cookie });
  expect([refused.status, (await refused.json()).code]).toEqual([403, "BANNED_USER"]);
  expect((await issuer.call("/token", { cookie: bob.cookie })).status).toBe(200);
});

test("an unknown address leaves no row, and one line in the log that doesn't hold it", async () => {
  const count = async () => (await sql("select count(*)::int as n from audit_event"))[0].n;
  const before = await count();
  const log = vi.spyOn(console, "info").mockImplementation(() => {});
  const email = "nobody@claimcheck.example";
  const refused = await issuer.call("/sign-in/email", {
    body: { email, password: "some-password" },
  });
  expect(refused.status).toBe(401);
  const lines = log.mock.calls.map((line) => line.join(" "));
  log.mockRestore();
  expect(await count()).toBe(before);
  expect(lines).toEqual([expect.stringMatching(/^auth sign_in_failed .*\([0-9a-f]{8}\)$/)]);
  expect(lines.join("")).not.toContain(email);
});

test("where a history can't be written, signing out works all the same", async () => {
  const own = await startIssuer();
  const ada = await signUp(own, "Ada");
  await withClient(own.database.ownerUrl, (client) => client.query("revoke insert on audit_event from app_web"));
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const answer = await own.call("/sign-out", {
    cookie: ada.cookie,
    body: {},
    headers: { origin: webUrl },
  });
  const lines = log.mock.calls.map((line) => line.join(" "));
  log.mockRestore();
  await own.stop();
  expect(answer.status).toBe(200);
  expect(lines).toEqual([expect.stringMatching(/^audit signed_out wasn't written: /)]);
});
