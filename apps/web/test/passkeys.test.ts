import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readOwnAccount } from "../src/auth/own-account.ts";
import { createAuthenticator } from "./support/authenticator.ts";
import { cookieOf, signUp, startIssuer, type TestIssuer, type TestPerson, tokenOf, webUrl } from "./support/issuer.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

const here = { origin: webUrl, rpId: "localhost" };
type Authenticator = ReturnType<typeof createAuthenticator>;

/** Asks for a challenge; gives it with the cookies to answer it with. */
async function challenge(path: string, cookie = "") {
  const asked = await issuer.call(path, { cookie });
  expect(asked.status).toBe(200);
  return { options: await asked.json(), cookie: [cookie, cookieOf(asked)].filter(Boolean).join("; ") };
}
async function register({ cookie: session }: TestPerson, key: Authenticator) {
  const { options, cookie } = await challenge("/passkey/generate-register-options", session);
  const body = { response: key.register(options.challenge), name: "My laptop" };
  return { options, answer: await issuer.call("/passkey/verify-registration", { cookie, body }) };
}
async function signIn(key: Authenticator, at: Parameters<Authenticator["signIn"]>[1] = here) {
  const { options, cookie } = await challenge("/passkey/generate-authenticate-options");
  const body = { response: key.signIn(options.challenge, at) };
  const send = () => issuer.call("/passkey/verify-authentication", { cookie, body });
  return { answer: await send(), again: send };
}
const passkeysOf = async ({ cookie }: TestPerson) =>
  (await readOwnAccount(issuer, new Headers({ cookie })))?.passkeys ?? [];

test("a passkey signs its owner in, with their uuid, and no answer holds a session token", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  const [adasKey, bobsKey] = [createAuthenticator(here), createAuthenticator(here)];
  for (const [person, key] of [
    [ada, adasKey],
    [bob, bobsKey],
  ] as const) {
    const { options, answer } = await register(person, key);
    expect(answer.status).toBe(200);
    expect(options).toMatchObject({
      rp: { id: "localhost", name: "Claimcheck" },
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
    const entered = await signIn(key);
    expect(entered.answer.status).toBe(200);
    expect(await entered.answer.text()).not.toMatch(/"token"/);
    const { claims } = await tokenOf(issuer.call, { ...person, cookie: cookieOf(entered.answer) });
    expect(claims.uuid).toBe((await tokenOf(issuer.call, person)).claims.uuid);
    expect((await entered.again()).status).toBe(400);
  }
  expect(await passkeysOf(ada)).toEqual([{ id: expect.any(String), name: "My laptop", since: expect.any(String) }]);
  expect((await issuer.mailsTo(ada.email))[0]?.Subject).toBe("A new way to sign in");
});

test.each([
  ["for another page", { ...here, origin: "https://evil.example" }],
  ["for another site", { ...here, rpId: "evil.example" }],
  ["whose device didn't check who uses it", { ...here, userVerified: false }],
])("a passkey %s is neither kept nor a way in", async (_, at) => {
  const ada = await signUp(issuer, "Ada");
  expect((await register(ada, createAuthenticator(at))).answer.status).toBeGreaterThanOrEqual(400);
  expect(await passkeysOf(ada)).toEqual([]);

  const key = createAuthenticator(here);
  await register(ada, key);
  const { answer } = await signIn(key, at);
  expect([400, 401]).toContain(answer.status);
  expect(answer.headers.getSetCookie().join()).not.toContain("session_token");
  expect((await signIn(key)).answer.status).toBe(200);
});

test("adding one takes a person who signed in lately", async () => {
  const ada = await signUp(issuer, "Ada");
  const options = (cookie?: string) => issuer.call("/passkey/generate-register-options", { ...(cookie && { cookie }) });
  expect((await options()).status).toBe(401);
  await withClient(issuer.database.ownerUrl, (client) =>
    client.query("update session set created_at = now() - interval '2 days'"),
  );
  expect((await options(ada.cookie)).status).toBe(403);
});

test("a passkey is renamed and removed by its owner only, signs nobody in then, and its coming and going is history", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  const key = createAuthenticator(here);
  await register(ada, key);
  const [held] = await passkeysOf(ada);
  const remove = ({ cookie }: TestPerson, id = held?.id) =>
    issuer.call("/passkey/delete-passkey", { cookie, body: { id } });
  const foreign = [await remove(bob), await remove(bob, "no-such-passkey")];
  expect(foreign.map(({ status }) => status)).toEqual([404, 404]);
  expect(await foreign[0]?.text()).toBe(await foreign[1]?.text());
  const rename = ({ cookie }: TestPerson) =>
    issuer.call("/passkey/update-passkey", { cookie, body: { id: held?.id, name: "My laptop" } });
  expect((await rename(bob)).status).toBe(404);
  expect((await rename(ada)).status).toBe(200);
  expect(await passkeysOf(ada)).toMatchObject([{ name: "My laptop" }]);
  expect((await signIn(key)).answer.status).toBe(200);
  expect((await remove(ada)).status).toBe(200);
  expect((await signIn(key)).answer.status).toBe(401);
  const { rows } = await withClient(issuer.database.ownerUrl, (client) =>
    client.query(
      `select kind from audit_event where user_id = (select uuid from "user" where email = $1)
       and kind like 'passkey%' order by id`,
      [ada.email],
    ),
  );
  expect(rows.map(({ kind }) => kind)).toEqual(["passkey_added", "passkey_removed"]);
});

test("a disabled person gets in with no passkey", async () => {
  const ada = await signUp(issuer, "Ada");
  const key = createAuthenticator(here);
  await register(ada, key);
  await withClient(issuer.database.ownerUrl, (client) =>
    client.query(`update "user" set banned = true where email = $1`, [ada.email]),
  );
  const { answer } = await signIn(key);
  expect([answer.status, (await answer.json()).code]).toEqual([403, "BANNED_USER"]);
});
