import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signUp, startIssuer, type TestIssuer, type TestPerson, tokenOf } from "./support/issuer.ts";

let issuer: TestIssuer;
let ada: TestPerson;
beforeAll(async () => {
  issuer = await startIssuer();
  ada = await signUp(issuer, "Ada");
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
    expect([response.status, (await response.json()).code]).toEqual([400, "FIELD_NOT_ALLOWED"]);
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

/** Nothing of them is seen, or what is seen isn't what stands there. */
const trickyNames = ["\u200b", "\u200b \u2060", "\u3164", "\u2800", "\u202eadA", "Ada\u2066", "A\u2028da"];

test.each(trickyNames.map((name) => [JSON.stringify(name), name]))(
  "the name %s is refused, at sign-up, later and for a passkey",
  async (_, name) => {
    const refusal = async (response: Response) => [response.status, (await response.json()).code];
    const { cookie } = ada;
    expect(await refusal(await issuer.call("/sign-up/email", { body: person(name) }))).toEqual([400, "NAME_LENGTH"]);
    for (const [path, body] of [
      ["/update-user", { name }],
      ["/passkey/update-passkey", { id: "any", name }],
      ["/passkey/verify-registration", { response: {}, name }],
    ] as const) {
      expect(await refusal(await issuer.call(path, { body, cookie }))).toEqual([400, "NAME_LENGTH"]);
    }
    expect((await tokenOf(issuer.call, ada)).claims.name).toBe("Ada");
  },
);

test.each([
  ["/update-user", { name: "Eve", image: "javascript:alert(1)" }, "FIELD_NOT_ALLOWED"],
  ["/update-user", { name: "Eve", image: "https://evil.example/pixel.png" }, "FIELD_NOT_ALLOWED"],
  ["/passkey/update-passkey", { id: "any", name: "n".repeat(101) }, "NAME_LENGTH"],
  ["/passkey/verify-registration", { response: {}, createSession: true }, "FIELD_NOT_ALLOWED"],
  ["/passkey/verify-registration", { response: { response: { transports: ["usb", "x y"] } } }, "TRANSPORTS"],
  ["/passkey/verify-registration", { response: { response: { transports: Array(11).fill("usb") } } }, "TRANSPORTS"],
  ["/sign-in/email", { email: "a@b.example", password: "p", callbackURL: `/${"x".repeat(2000)}` }, "PATH_TOO_LONG"],
  ["/admin/ban-user", { userId: "any", banReason: "\u202e" }, "FIELD_NOT_ALLOWED"],
])("%s doesn't take %j", async (path, body, code) => {
  const before = await tokenOf(issuer.call, ada);
  const refused = await issuer.call(path, { body, cookie: ada.cookie });
  expect([refused.status, (await refused.json()).code]).toEqual([400, code]);
  expect((await tokenOf(issuer.call, ada)).claims.name).toBe(before.claims.name);
});

test("what a browser calls itself is kept up to 300 characters", async () => {
  const { email, password } = ada;
  const headers = { "user-agent": `Mozilla/5.0 ${"x".repeat(1000)}` };
  expect((await issuer.call("/sign-in/email", { body: { email, password }, headers })).status).toBe(200);
  const { rows } = await withClient(issuer.database.ownerUrl, (client) =>
    client.query("select max(length(user_agent))::int as longest from session"),
  );
  expect(rows[0].longest).toBe(300);
});

test("passwords have 8 to 128 characters", async () => {
  for (const [length, status] of [
    [7, 400],
    [8, 200],
    [128, 200],
    [129, 400],
  ] as const) {
    const body = { ...person(), password: crypto.randomUUID().repeat(4).slice(0, length) };
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
