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

test.each(providerIds)("an address that %s hasn't confirmed is neither linked nor made an account", async (id) => {
  const ada = await signUp(issuer, "Ada");
  const claimed = visitor({ email: ada.email, emailVerified: false });
  const fresh = visitor({ emailVerified: false });
  const refused = await go(id, claimed.login);
  expect(refused.location).toBe("/sign-in?error=account_not_linked");
  const none = await go(id, fresh.login);
  expect(none.location).toMatch(/^\/sign-in\?error=email_not_verified/);
  for (const { cookie } of [refused, none]) expect(await started.isSignedIn(cookie)).toBe(false);
  expect(await accountOf(fresh.email)).toBeUndefined();
  const own = await readOwnAccount(issuer, new Headers({ cookie: ada.cookie }));
  expect(own?.providers).toEqual([]);
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
