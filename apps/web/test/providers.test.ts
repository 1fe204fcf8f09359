import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startOAuthServer } from "../../../e2e/support/oauth-server.ts";
import { cookieOf, newPerson, signUp, startIssuer, type TestIssuer, tokenOf, webUrl } from "./support/issuer.ts";
import { type ProviderId, providerIds, startWithProviders } from "./support/providers.ts";

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
  "a first sign-in with %s makes an account whose uuid Postgres made and tokens carry",
  async (id) => {
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
    expect(await issuer.mailsTo(ada.email)).toEqual([]);
  },
);

test.each(providerIds)("a profile of %s can't set uuid, role, or anything else", async (id) => {
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
    expect(await started.isSignedIn(cookieOf(again))).toBe(false);
  }
});

test.each(providerIds)("who cancels at %s is back where they came from, with a reason", async (id) => {
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
  expect(await started.isSignedIn(cookie)).toBe(false);
  expect(await accountOf(ada.email)).toBeUndefined();
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
  const { GITHUB_URL, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET } = started.provider.settings;
  const one = await startIssuer({ GITHUB_URL, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET });
  const none = await startIssuer();
  const ask = async ({ call }: TestIssuer, id: ProviderId) =>
    (await call("/sign-in/social", { body: { provider: id, callbackURL: "/tasks" } })).status;
  const statuses = [await ask(one, "github"), await ask(one, "google"), await ask(none, "github")];
  const callback = await none.call("/callback/github?code=x&state=x");
  await Promise.all([one.stop(), none.stop()]);
  expect([...statuses, callback.status]).toEqual([200, 404, 404, 404]);
});

test("a database that is away leads whoever comes back from a provider to a page, not to an error in JSON", async () => {
  const alone = await startIssuer(started.provider.settings);
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
