import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signUp, startIssuer, type TestIssuer, tokenOf } from "./support/issuer.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

const person = (name = "Mallory") => ({
  name,
  email: `${crypto.randomUUID()}@claimcheck.example`,
  password: crypto.randomUUID(),
});
const countAccounts = (email: string) =>
  withClient(issuer.database.ownerUrl, async (client) => {
    const { rowCount } = await client.query('select 1 from "user" where email = $1', [email]);
    return rowCount;
  });

test("nobody can choose a uuid or a role at sign-up", async () => {
  const ada = await signUp(issuer, "Ada");
  const { claims } = await tokenOf(issuer.call, ada);
  for (const chosen of [{ uuid: claims.uuid }, { uuid: crypto.randomUUID() }, { role: "admin" }]) {
    const body = { ...person(), ...chosen };
    const response = await issuer.call("/sign-up/email", { body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "FIELD_NOT_ALLOWED" });
    expect(await countAccounts(body.email)).toBe(0);
  }
});

test("nobody can change their uuid or role later", async () => {
  const ada = await signUp(issuer, "Ada");
  const bob = await signUp(issuer, "Bob");
  const { uuid } = (await tokenOf(issuer.call, ada)).claims;
  const bobs = (await tokenOf(issuer.call, bob)).claims.uuid;
  for (const chosen of [{ uuid: bobs }, { uuid: null }, { uuid: "" }, { role: "admin" }]) {
    const body = { name: "Ada", ...chosen };
    const response = await issuer.call("/update-user", { body, cookie: ada.cookie });
    expect(response.status).toBe(Object.values(chosen)[0] ? 400 : 200);
  }
  expect((await tokenOf(issuer.call, ada)).claims.uuid).toBe(uuid);
  expect((await tokenOf(issuer.call, bob)).claims.uuid).toBe(bobs);
});

test("a name has 1 to 100 characters, at sign-up and later", async () => {
  const ada = await signUp(issuer, "Ada");
  for (const name of ["", " ", "n".repeat(101)]) {
    const refused = await issuer.call("/sign-up/email", { body: person(name) });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ code: "NAME_LENGTH" });
    const later = await issuer.call("/update-user", { body: { name }, cookie: ada.cookie });
    expect(later.status).toBe(400);
  }
  expect((await tokenOf(issuer.call, ada)).claims.name).toBe("Ada");
  const longest = await issuer.call("/sign-up/email", { body: person("n".repeat(100)) });
  expect(longest.status).toBe(200);
});

test("an address that would outgrow a token is refused", async () => {
  const email = `a@${"long.".repeat(64)}example`;
  const response = await issuer.call("/sign-up/email", { body: { ...person(), email } });
  expect(response.status).toBe(400);
});

test("when the way to sign in can't be stored, no account is left behind", async () => {
  const body = person();
  const asOwner = (sql: string) => withClient(issuer.database.ownerUrl, (client) => client.query(sql));
  await asOwner("alter table account add constraint refused check (false) not valid");
  const response = await issuer.call("/sign-up/email", { body });
  await asOwner("alter table account drop constraint refused");
  expect(response.ok).toBe(false);
  expect(await countAccounts(body.email)).toBe(0);
  expect((await issuer.call("/sign-up/email", { body })).status).toBe(200);
});

test("an unknown address and a wrong password get the same answer", async () => {
  const ada = await signUp(issuer, "Ada");
  const answers = await Promise.all(
    [ada.email, person().email].map(async (email) => {
      const body = { email, password: "not-the-password" };
      const response = await issuer.call("/sign-in/email", { body });
      return [response.status, await response.json()];
    }),
  );
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.[0]).toBe(401);
});

test("passwords have 8 to 128 characters", async () => {
  for (const [length, status] of [
    [7, 400],
    [8, 200],
    [128, 200],
    [129, 400],
  ] as const) {
    const body = { ...person(), password: "p".repeat(length) };
    expect((await issuer.call("/sign-up/email", { body })).status).toBe(status);
  }
});

test("a sign-out that can't end the session is refused, and the session stays open", async () => {
  const own = await startIssuer();
  const [ada, bob] = [await signUp(own, "Ada"), await signUp(own, "Bob")];
  const signOut = () => own.call("/sign-out", { cookie: ada.cookie, body: {} });
  const opens = async (cookie: string) => (await own.call("/token", { cookie })).status;
  const owner = (statement: string) => withClient(own.database.ownerUrl, (client) => client.query(statement));
  await owner("revoke delete on session from app_web");
  const refused = await signOut();
  expect([refused.status, refused.headers.getSetCookie()]).toEqual([503, []]);
  expect(await opens(ada.cookie)).toBe(200);
  await owner("grant delete on session to app_web");
  expect((await signOut()).status).toBe(200);
  expect([await opens(ada.cookie), await opens(bob.cookie)]).toEqual([401, 200]);
  await own.stop();
});
