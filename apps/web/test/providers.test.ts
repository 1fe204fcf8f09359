import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OAuthPerson, type OAuthServer, startOAuthServer } from "../../../e2e/support/oauth-server.ts";
import { readOwnAccount } from "../src/auth/own-account.ts";
import { cookieOf, newPerson, signUp, startIssuer, type TestIssuer, tokenOf, webUrl } from "./support/issuer.ts";

const both = ["github", "google"] as const;
type Provider = (typeof both)[number];

let provider: OAuthServer;
let issuer: TestIssuer;
beforeAll(async () => {
  provider = await startOAuthServer();
  issuer = await startIssuer(provider.settings);
});
afterAll(() => Promise.all([issuer.stop(), provider.stop()]));

const sql = (statement: string, ...values: unknown[]) =>
  withClient(issuer.database.ownerUrl, async (client) => (await client.query(statement, values)).rows);
const accountOf = async (email: string) => (await sql(`select * from "user" where email = $1`, email))[0];

/** Somebody with accounts at both providers. */
function visitor(more: Partial<OAuthPerson> = {}): OAuthPerson {
  const person = { login: `login-${crypto.randomUUID()}`, email: newPerson("Ada").email, name: "Ada", ...more };
  provider.add(person);
  return person;
}

/** Goes to a provider and comes back as a browser does; gives where it ends and the cookies it has then. */
async function go(id: Provider, login: string, { cookie = "", path = "/sign-in/social", from = issuer } = {}) {
  const body = { provider: id, callbackURL: "/tasks?view=today", errorCallbackURL: cookie ? "/account" : "/sign-in" };
  const started = await from.call(path, { body, ...(cookie && { cookie }) });
  expect(started.status).toBe(200);
  const { url } = await started.json();
  const at = await fetch(`${url}&person=${login}`, { redirect: "manual" });
  const back = new URL(at.headers.get("location") ?? "");
  const state = [cookie, cookieOf(started)].filter(Boolean).join("; ");
  const landed = await from.call(back.pathname.replace("/api/auth", "") + back.search, { cookie: state });
  return {
    status: landed.status,
    location: landed.headers.get("location"),
    cookie: cookieOf(landed),
    url,
    back,
    state,
  };
}
const isSignedIn = async (cookie: string) => (await issuer.call("/token", { cookie })).status === 200;

test.each(both)("a first sign-in with %s makes an account whose uuid Postgres made and tokens carry", async (id) => {
  const [ada, bob] = [visitor(), visitor({ name: "Bob" })];
  const uuids = [];
  for (const person of [ada, bob]) {
    const { status, location, cookie } = await go(id, person.login);
    expect([status, location]).toEqual([302, "/tasks?view=today"]);
    const { claims } = await tokenOf(issuer.call, { ...newPerson(""), cookie });
    const row = await accountOf(person.email);
    expect(claims).toMatchObject({ email: person.email, name: person.name, uuid: row.uuid, sub: row.id });
    expect(row).toMatchObject({ email_verified: true, role: "user", image: null });
    uuids.push(claims.uuid);
    const again = await go(id, person.login);
    expect((await tokenOf(issuer.call, { ...newPerson(""), cookie: again.cookie })).claims.uuid).toBe(row.uuid);
  }
  expect(uuids[0]).not.toBe(uuids[1]);
});

test.each(both)("a profile of %s can't set uuid, role, or anything else", async (id) => {
  const bob = await signUp(issuer, "Bob");
  const { uuid, sub } = (await tokenOf(issuer.call, bob)).claims;
  const more = { uuid, role: "admin", banned: true, image: "https://evil.example/x.png", userId: sub, picture: "x" };
  const mallory = visitor({ more });
  await go(id, mallory.login);
  const row = await accountOf(mallory.email);
  expect(row).toMatchObject({ role: "user", banned: false, image: null });
  expect([row.uuid, row.id]).not.toContain(uuid);
  expect(row.id).not.toBe(sub);
});

test("a name that is too long is cut, and one that isn't there is made of the address", async () => {
  const long = visitor({ name: "n".repeat(300) });
  const none = visitor({ name: " " });
  for (const { login } of [long, none]) expect((await go("google", login)).location).toBe("/tasks?view=today");
  expect((await accountOf(long.email)).name).toBe("n".repeat(100));
  expect((await accountOf(none.email)).name).toBe(none.email.split("@")[0]);
});

test("PKCE and a state go along, and nothing of the provider's tokens is kept", async () => {
  const ada = visitor();
  const { url } = await go("google", ada.login);
  const asked = new URL(url).searchParams;
  expect(asked.get("code_challenge_method")).toBe("S256");
  expect(asked.get("nonce")?.length).toBeGreaterThan(20);
  expect(asked.get("redirect_uri")).toBe(`${webUrl}/api/auth/callback/google`);
  const { id } = await accountOf(ada.email);
  const [row] = await sql("select * from account where user_id = $1", id);
  expect(row).toMatchObject({ provider_id: "google", access_token: null, refresh_token: null, id_token: null });
});

test("a way back without its state's cookie, or a second time, signs nobody in", async () => {
  const ada = visitor();
  const { back, state } = await go("github", ada.login);
  const path = back.pathname.replace("/api/auth", "") + back.search;
  for (const cookie of ["", state]) {
    const again = await issuer.call(path, { cookie });
    expect(again.headers.get("location")).toMatch(/\/sign-in\?error=/);
    expect(await isSignedIn(cookieOf(again))).toBe(false);
  }
});

test.each(both)("who cancels at %s is back where they came from, with a reason", async (id) => {
  expect((await go(id, "nobody")).location).toBe("/sign-in?error=access_denied");
});

test.each([
  ["for another client", { aud: "another-client" }],
  ["of another issuer", { iss: "https://evil.example" }],
  ["of another sign-in", { nonce: "another-nonce" }],
  ["that has ended", { exp: 1_000_000_000 }],
  ["of long ago", { iat: 1_000_000_000 }],
  ["without a subject", { sub: undefined }],
])("an ID token %s signs nobody in", async (_, more) => {
  const ada = visitor({ more });
  const { location, cookie } = await go("google", ada.login);
  expect(location).toBe("/sign-in?error=unable_to_get_user_info");
  expect(await isSignedIn(cookie)).toBe(false);
  expect(await accountOf(ada.email)).toBeUndefined();
});

test.each(both)("%s and a password lead to one account, where both sides have confirmed the address", async (id) => {
  const ada = await signUp(issuer, "Ada");
  const { login } = visitor({ email: ada.email, name: "Somebody Else" });
  const { location, cookie } = await go(id, login);
  expect(location).toBe("/tasks?view=today");
  const { claims } = await tokenOf(issuer.call, { ...ada, cookie });
  expect(claims).toMatchObject({ uuid: (await tokenOf(issuer.call, ada)).claims.uuid, name: "Ada" });
});

test.each(both)("an address that %s hasn't confirmed is neither linked nor made an account", async (id) => {
  const ada = await signUp(issuer, "Ada");
  const claimed = visitor({ email: ada.email, emailVerified: false });
  const fresh = visitor({ emailVerified: false });
  const refused = await go(id, claimed.login);
  expect(refused.location).toBe("/sign-in?error=account_not_linked");
  const none = await go(id, fresh.login);
  expect(none.location).toMatch(/^\/sign-in\?error=email_not_verified/);
  for (const { cookie } of [refused, none]) expect(await isSignedIn(cookie)).toBe(false);
  expect(await accountOf(fresh.email)).toBeUndefined();
  const own = await readOwnAccount(issuer, new Headers({ cookie: ada.cookie }));
  expect(own?.providers).toEqual([]);
});

test.each(both)(
  "an account whose address isn't confirmed here isn't linked by %s: its password may be a stranger's",
  async (id) => {
    const stranger = newPerson("Mallory");
    await issuer.call("/sign-up/email", { body: stranger });
    const owner = visitor({ email: stranger.email });
    const { location, cookie } = await go(id, owner.login);
    expect(location).toBe("/sign-in?error=account_not_linked");
    expect(await isSignedIn(cookie)).toBe(false);
    expect(await accountOf(stranger.email)).toMatchObject({ email_verified: false });
  },
);

test("a signed-in person links an account with another address and removes it again, and it is nobody else's", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  const { login } = visitor({ email: newPerson("Work").email });
  const link = (cookie: string, who = login) => go("github", who, { cookie, path: "/link-social" });
  const providersOf = async (cookie: string) =>
    (await readOwnAccount(issuer, new Headers({ cookie })))?.providers ?? [];
  expect((await link(ada.cookie)).location).toBe("/tasks?view=today");
  const [linked, ...more] = await providersOf(ada.cookie);
  expect([linked?.provider, more]).toEqual(["github", []]);
  const entered = await go("github", login);
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

test.each([
  "idToken",
  "scopes",
  "additionalParams",
  "additionalData",
  "requestSignUp",
  "loginHint",
  "newUserCallbackURL",
])("a request to sign in with a provider takes no %s", async (field) => {
  const body = { provider: "google", callbackURL: "/tasks", [field]: "/tasks" };
  const refused = await issuer.call("/sign-in/social", { body });
  expect([refused.status, (await refused.json()).code]).toEqual([400, "FIELD_NOT_ALLOWED"]);
});

test.each(["callbackURL", "errorCallbackURL"])("no %s leads elsewhere", async (field) => {
  for (const url of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const body = { provider: "github", callbackURL: "/tasks", [field]: url };
    expect((await issuer.call("/sign-in/social", { body })).status).toBe(403);
  }
});

test("a provider without settings isn't there, and neither are its paths; the other one is", async () => {
  const { GITHUB_URL, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET } = provider.settings;
  const one = await startIssuer({ GITHUB_URL, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET });
  const none = await startIssuer();
  const ask = async ({ call }: TestIssuer, id: Provider) =>
    (await call("/sign-in/social", { body: { provider: id, callbackURL: "/tasks" } })).status;
  const statuses = [await ask(one, "github"), await ask(one, "google"), await ask(none, "github")];
  const callback = await none.call("/callback/github?code=x&state=x");
  await Promise.all([one.stop(), none.stop()]);
  expect([...statuses, callback.status]).toEqual([200, 404, 404, 404]);
});

test("a database that is away leads whoever comes back from a provider to a page, not to an error in JSON", async () => {
  const alone = await startIssuer(provider.settings);
  await alone.database.drop();
  const { status, headers } = await alone.call("/callback/github?code=x&state=x");
  expect([status, headers.get("location")]).toEqual([302, expect.stringMatching(/\/sign-in\?error=/)]);
});

test("a provider that is away refuses a sign-in, and nothing else", async () => {
  const own = await startOAuthServer();
  const alone = await startIssuer(own.settings);
  const ada = await signUp(alone, "Ada");
  await own.stop();
  const refused = await alone.call("/sign-in/social", { body: { provider: "google", callbackURL: "/tasks" } });
  const token = await alone.call("/token", { cookie: ada.cookie });
  await alone.stop();
  expect([refused.status, token.status]).toEqual([503, 200]);
});
