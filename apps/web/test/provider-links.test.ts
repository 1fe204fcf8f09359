import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readOwnAccount } from "../src/auth/own-account.ts";
import { newPerson, signUp, type TestIssuer, tokenOf } from "./support/issuer.ts";
import { providerIds, startWithProviders } from "./support/providers.ts";

let started: Awaited<ReturnType<typeof startWithProviders>>;
let issuer: TestIssuer;
beforeAll(async () => {
  started = await startWithProviders();
  issuer = started.issuer;
});
afterAll(() => started.stop());

const visitor: typeof started.visitor = (...of) => started.visitor(...of);
const go: typeof started.go = (...where) => started.go(...where);
const sql = (statement: string, ...values: unknown[]) =>
  withClient(issuer.database.ownerUrl, async (client) => (await client.query(statement, values)).rows);
const accountOf = async (email: string) => (await sql(`select * from "user" where email = $1`, email))[0];
const idOf = async ({ email }: { email: string }) => (await accountOf(email)).id;

test.each(providerIds)(
  "%s and a password lead to one account, where both sides have confirmed the address",
  async (id) => {
    const ada = await signUp(issuer, "Ada");
    const { login } = visitor({ email: ada.email, name: "Somebody Else" });
    const { location, cookie } = await go(id, login);
    expect(location).toBe("/tasks?view=today");
    const { claims } = await tokenOf(issuer.call, { ...ada, cookie });
    expect(claims).toMatchObject({ uuid: (await tokenOf(issuer.call, ada)).claims.uuid, name: "Ada" });
  },
);

test.each(providerIds)(
  "an address that %s hasn't confirmed is neither linked nor made an account, and whether it has one isn't told",
  async (id) => {
    const ada = await signUp(issuer, "Ada");
    const unconfirmed = newPerson("Bob");
    await issuer.call("/sign-up/email", { body: unconfirmed });
    const unknown = visitor({ emailVerified: false });
    const known = [ada, unconfirmed].map(({ email }) => visitor({ email, emailVerified: false }));
    const answers = [];
    for (const { login } of [unknown, ...known]) answers.push(await go(id, login));
    for (const { location, cookie } of answers) {
      expect(location).toBe(answers[0]?.location);
      expect(await started.isSignedIn(cookie)).toBe(false);
    }
    expect(answers[0]?.location).toMatch(/^\/sign-in\?error=email_not_verified/);
    expect(await accountOf(unknown.email)).toBeUndefined();
    expect(await sql("select 1 from account where provider_id = $1 and user_id = $2", id, await idOf(ada))).toEqual([]);
  },
);

test.each(providerIds)(
  "whom %s has signed in before it still does once their address there isn't confirmed, and nobody else",
  async (id) => {
    const [ada, bob] = [visitor(), visitor({ name: "Bob" })];
    for (const { login } of [ada, bob]) await go(id, login);
    ada.email = bob.email;
    ada.emailVerified = false;
    const { cookie } = await go(id, ada.login);
    const own = await readOwnAccount(issuer, new Headers({ cookie }));
    expect(own).toMatchObject({ name: "Ada", email: expect.not.stringContaining(bob.email) });
  },
);

test.each(providerIds)("adding %s takes a person who signed in lately", async (id) => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  const link = ({ cookie }: { cookie: string }) =>
    issuer.call("/link-social", { cookie, body: { provider: id, callbackURL: "/account" } });
  await sql(`update session set created_at = now() - interval '2 days' where user_id = $1`, await idOf(ada));
  const refused = await link(ada);
  expect([refused.status, (await refused.json()).code]).toEqual([403, "SESSION_NOT_FRESH"]);
  expect((await link(bob)).status).toBe(200);
});

test("without a password, an account is deleted by its owner's typed address, if they signed in lately", async () => {
  const [ada, bob] = [visitor(), visitor({ name: "Bob" })];
  const [adas, bobs] = [await go("github", ada.login), await go("github", bob.login)];
  const remove = (email: string) => issuer.call("/delete-user", { cookie: adas.cookie, body: { email } });
  const age = (days: number) => sql("update session set created_at = now() - make_interval(days => $1)", days);
  expect((await remove(bob.email)).status).toBe(400);
  await age(2);
  const refused = await remove(ada.email);
  expect([refused.status, (await refused.json()).code]).toEqual([403, "SESSION_NOT_FRESH"]);
  await age(0);
  expect((await remove(ada.email)).status).toBe(200);
  expect([await accountOf(ada.email), await started.isSignedIn(bobs.cookie)]).toEqual([undefined, true]);
});

test.each(providerIds)(
  "an account whose address isn't confirmed here isn't linked by %s: its password may be a stranger's",
  async (id) => {
    const stranger = newPerson("Mallory");
    await issuer.call("/sign-up/email", { body: stranger });
    const owner = visitor({ email: stranger.email });
    const { location, cookie } = await go(id, owner.login);
    expect(location).toBe("/sign-in?error=account_not_linked");
    expect(await started.isSignedIn(cookie)).toBe(false);
    expect(await accountOf(stranger.email)).toMatchObject({ email_verified: false });
  },
);

test("a signed-in person links an account with another address and removes it again, and it is nobody else's", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  const { login } = visitor({ email: newPerson("Work").email });
  const link = (cookie: string, who = login) => go("github", who, { cookie, path: "/link-social" });
  const providersOf = async (cookie: string) =>
    (await readOwnAccount(issuer, new Headers({ cookie })))?.providers ?? [];
  await sql(`update "user" set created_at = now() - interval '1 minute' where email = $1`, ada.email);
  expect((await link(ada.cookie)).location).toBe("/tasks?view=today");
  const [linked, ...more] = await providersOf(ada.cookie);
  expect([linked?.provider, more]).toEqual(["github", []]);
  const entered = await go("github", login);
  expect((await issuer.mailsTo(ada.email))[0]?.Text).toContain("GitHub signs in to your Claimcheck account");
  const uuidOf = async (cookie: string) => (await tokenOf(issuer.call, { ...ada, cookie })).claims.uuid;
  expect(await uuidOf(entered.cookie)).toBe(await uuidOf(ada.cookie));

  expect((await link(bob.cookie)).location).toMatch(/^\/account\?error=account_already_linked/);
  const unverified = visitor({ emailVerified: false });
  expect((await link(bob.cookie, unverified.login)).location).toMatch(/^\/account\?error=email_not_verified/);
  expect(await providersOf(bob.cookie)).toEqual([]);

  const unlink = (cookie: string) => issuer.call("/unlink-account", { cookie, body: { accountId: linked?.id } });
  expect((await unlink(bob.cookie)).status).toBe(400);
  expect((await unlink(ada.cookie)).status).toBe(200);
  expect(await providersOf(ada.cookie)).toEqual([]);
  const kinds = await sql(
    `select kind, detail from audit_event where user_id = (select uuid from "user" where email = $1)
     and kind like 'provider%' order by id`,
    ada.email,
  );
  expect(kinds).toEqual([
    { kind: "provider_linked", detail: { provider: "github" } },
    { kind: "provider_unlinked", detail: { provider: "github" } },
  ]);
});

test("the last way to sign in can't be removed", async () => {
  const { cookie } = await go("github", visitor().login);
  const own = await readOwnAccount(issuer, new Headers({ cookie }));
  expect(own).toMatchObject({ hasPassword: false, providers: [{ provider: "github" }] });
  const body = { accountId: own?.providers[0]?.id };
  expect((await issuer.call("/unlink-account", { cookie, body })).status).toBe(400);
});
