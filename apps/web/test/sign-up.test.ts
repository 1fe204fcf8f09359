import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  cookieOf,
  newPerson,
  signUp,
  startIssuer,
  type TestIssuer,
  tokenIn,
  tokenOf,
  webUrl,
} from "./support/issuer.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

const call: TestIssuer["call"] = (...request) => issuer.call(...request);
const sql = (statement: string, ...values: unknown[]) =>
  withClient(issuer.database.ownerUrl, async (client) => (await client.query(statement, values)).rows);
/** An hour from now, for what counts mails. */
const anHourLater = () => sql("update rate_limit set last_request = last_request - 3600000");
const confirm = (token: string, cookie?: string) =>
  call("/verify-email", { body: { token }, ...(cookie && { cookie }) });

test("a known and an unknown address get the same answer to a sign-up, with the same headers and cookies", async () => {
  const ada = await signUp(issuer, "Ada");
  const unconfirmed = newPerson("Bob");
  await call("/sign-up/email", { body: unconfirmed });
  const answers = await Promise.all(
    [
      newPerson("Eve"),
      { ...newPerson("Eve"), email: ada.email },
      { ...newPerson("Eve"), email: unconfirmed.email },
    ].map(async (body) => {
      const response = await call("/sign-up/email", { body });
      return { status: response.status, body: await response.json(), headers: [...response.headers] };
    }),
  );
  expect(answers[0]).toMatchObject({ status: 200, body: { status: true } });
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

test.each([
  ["a name that is too long", { name: "n".repeat(101) }],
  ["an empty name", { name: " " }],
  ["a NUL in the name", { name: "x\u0000y" }],
  ["half a letter in the name", { name: "x\ud800" }],
  ["a picture", { image: "\u0000" }],
  ["a short password", { password: "short" }],
  ["a uuid", { uuid: crypto.randomUUID() }],
  ["a callback elsewhere", { callbackURL: "https://evil.example" }],
])("%s is refused alike for a known and an unknown address", async (_, wrong) => {
  const ada = await signUp(issuer, "Ada");
  const [known, unknown] = await Promise.all(
    [{ email: ada.email }, {}].map(async (email) => {
      const response = await call("/sign-up/email", { body: { ...newPerson("Eve"), ...wrong, ...email } });
      return [response.status, await response.text()];
    }),
  );
  expect(known?.[0]).toBeGreaterThanOrEqual(400);
  expect(known).toEqual(unknown);
});

test("what asks for a mail after a sign-up waits for any address, or for none", async () => {
  const ada = await signUp(issuer, "Ada");
  const unconfirmed = newPerson("Bob");
  await call("/sign-up/email", { body: unconfirmed });
  await issuer.outbox.settled();
  const answers = [];
  for (const { email } of [ada, unconfirmed, newPerson("Eve")]) {
    await anHourLater();
    await call("/sign-up/email", { body: { ...newPerson("Mallory"), email } });
    await issuer.outbox.settled();
    const ask = async (path: string) => (await call(path, { body: { email } })).status;
    answers.push([await ask("/send-verification-email"), await ask("/request-password-reset")]);
  }
  expect(answers).toEqual([
    [429, 200],
    [429, 200],
    [429, 200],
  ]);
});

test("a link that is followed where somebody else is signed in ends their session there", async () => {
  const ada = await signUp(issuer, "Ada");
  const bob = newPerson("Bob");
  await call("/sign-up/email", { body: bob });
  const followed = await confirm(tokenIn((await issuer.mailsTo(bob.email))[0]), ada.cookie);
  const session = await call("/get-session", { cookie: cookieOf(followed) });
  expect(await session.json()).toMatchObject({ user: { email: bob.email } });
  expect((await call("/token", { cookie: ada.cookie })).status).toBe(401);
});

test("the owner of a known address gets a mail that says so, and nothing of the account changes", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  await call("/sign-up/email", { body: { ...newPerson("Mallory"), email: ada.email.toUpperCase() } });
  const [mail, ...older] = await issuer.mailsTo(ada.email);
  expect(mail?.Subject).toBe("You already have an account");
  expect(mail?.Text).toContain(`${webUrl}/forgot-password`);
  expect(older).toHaveLength(1);
  expect(await issuer.mailsTo(bob.email)).toHaveLength(1);
  expect((await tokenOf(issuer.call, ada)).claims.name).toBe("Ada");
  expect((await call("/sign-in/email", { body: { email: ada.email, password: ada.password } })).status).toBe(200);
});

test("the mailed link confirms the address and signs in, once, and leads to the path that was asked for", async () => {
  const [ada, bob] = [newPerson("Ada"), newPerson("Bob")];
  const asked = "/tasks?status=done";
  await call("/sign-up/email", { body: { ...ada, callbackURL: asked } });
  await call("/sign-up/email", { body: bob });
  const [mail] = await issuer.mailsTo(ada.email);
  const confirmed = await confirm(tokenIn(mail));
  expect(await confirmed.json()).toEqual({ status: true, next: asked, changed: false });
  const session = await call("/get-session", { cookie: cookieOf(confirmed) });
  expect(await session.json()).toMatchObject({ user: { email: ada.email, emailVerified: true } });

  const again = await confirm(tokenIn(mail));
  expect([again.status, (await again.json()).code, again.headers.getSetCookie()]).toEqual([400, "INVALID_TOKEN", []]);
  const [other] = await sql(`select email_verified from "user" where email = $1`, bob.email);
  expect(other.email_verified).toBe(false);
});

test("of two that follow a link at once, one gets in", async () => {
  const ada = newPerson("Ada");
  await call("/sign-up/email", { body: ada });
  const token = tokenIn((await issuer.mailsTo(ada.email))[0]);
  const answers = await Promise.all([confirm(token), confirm(token)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
});

test("a link ends after an hour, and one that is made up never worked", async () => {
  const ada = newPerson("Ada");
  await call("/sign-up/email", { body: ada });
  const token = tokenIn((await issuer.mailsTo(ada.email))[0]);
  await sql("update verification set expires_at = expires_at - interval '1 hour'");
  for (const one of [token, `${token.slice(0, -1)}~`, "x".repeat(32)]) expect((await confirm(one)).status).toBe(400);
});

test("a mail's links lead to pages of ours, without the address, and its token isn't in the database", async () => {
  const ada = newPerson("Ada");
  await call("/sign-up/email", { body: ada });
  await call("/request-password-reset", { body: { email: ada.email } });
  const mails = await issuer.mailsTo(ada.email);
  expect(mails.map(({ Subject }) => Subject).sort()).toEqual(["Choose your password", "Confirm your address"]);
  const stored = JSON.stringify(await sql("select * from verification"));
  for (const mail of mails) {
    for (const link of `${mail.Text} ${mail.HTML}`.match(/https?:[^\s"<]+/g) ?? []) {
      expect(link).toMatch(new RegExp(`^${webUrl}/(verify-email|reset-password)\\?token=[\\w-]{24,32}$`));
    }
    expect(stored).not.toContain(tokenIn(mail));
    expect(`${mail.Text}${mail.HTML}${mail.Subject}`).not.toContain(ada.name);
  }
});

test("before it is confirmed the right password reads like a wrong one, and gets another link by mail", async () => {
  const ada = newPerson("Ada");
  await call("/sign-up/email", { body: ada });
  await issuer.mailsTo(ada.email);
  await anHourLater();
  const signIn = async (email: string, password: string) => {
    const response = await call("/sign-in/email", { body: { email, password } });
    return [response.status, await response.json(), response.headers.getSetCookie()];
  };
  const refused = [401, { code: "INVALID_EMAIL_OR_PASSWORD", message: "Invalid email or password" }, []];
  expect(await signIn(ada.email, "not-the-password")).toEqual(refused);
  expect(await signIn(newPerson("Bob").email, "not-the-password")).toEqual(refused);
  expect(await issuer.mailsTo(ada.email)).toHaveLength(1);
  expect(await signIn(ada.email, ada.password)).toEqual(refused);
  // A second time within the minute makes no third mail.
  expect(await signIn(ada.email, ada.password)).toEqual(refused);
  const mails = await issuer.mailsTo(ada.email);
  expect(mails).toHaveLength(2);
  expect((await confirm(tokenIn(mails[0]))).status).toBe(200);
});

test("signing up and then in with one's own password tells nobody whether the address had an account", async () => {
  const owner = await signUp(issuer, "Ada");
  const answers = [];
  for (const email of [owner.email, newPerson("Bob").email]) {
    const stranger = { ...newPerson("Mallory"), email };
    expect((await call("/sign-up/email", { body: stranger })).status).toBe(200);
    const tries = [];
    // As many as are let through for one account, and one more.
    for (let tried = 0; tried <= 20; tried += 1) {
      await sql("delete from rate_limit where key not like 'sign-in:%'");
      const response = await call("/sign-in/email", { body: { email, password: stranger.password } });
      tries.push([response.status, await response.text(), [...response.headers]]);
    }
    answers.push(tries);
  }
  expect(answers[0]?.map(([status]) => status)).toEqual([...Array(20).fill(401), 429]);
  expect(answers[1]?.slice(0, -1)).toEqual(answers[0]?.slice(0, -1));
  expect(answers[1]?.at(-1)?.[0]).toBe(429);
});

test("an address that two signed up belongs to who reads its mail: the stranger's password is dropped", async () => {
  const stranger = newPerson("Mallory");
  const owner = { ...newPerson("Ada"), email: stranger.email };
  await call("/sign-up/email", { body: stranger });
  await call("/sign-up/email", { body: owner });
  const [choose, first] = await issuer.mailsTo(owner.email);
  expect(choose?.Subject).toBe("Choose your password");
  const body = { token: tokenIn(choose), newPassword: owner.password };
  expect((await call("/reset-password", { body })).status).toBe(200);

  const signIn = (password: string) => call("/sign-in/email", { body: { email: owner.email, password } });
  expect((await signIn(stranger.password)).status).toBe(401);
  expect((await signIn(owner.password)).status).toBe(200);
  // The stranger's own link signs nobody in any more.
  expect((await confirm(tokenIn(first))).headers.getSetCookie()).toEqual([]);
});

test("who confirms an address while a stranger signs it up keeps the password", async () => {
  const [ada, bob] = [newPerson("Ada"), newPerson("Bob")];
  for (const body of [ada, bob]) await call("/sign-up/email", { body });
  await issuer.outbox.settled();
  await withClient(issuer.database.ownerUrl, async (client) => {
    await client.query("begin");
    // What the stranger's sign-up leaves to be done has to wait for this.
    await client.query("lock table account");
    const answer = await call("/sign-up/email", { body: { ...newPerson("Mallory"), email: ada.email } });
    expect(answer.status).toBe(200);
    await client.query(`update "user" set email_verified = true where email = any($1)`, [[ada.email, bob.email]]);
    await client.query("commit");
  });
  await issuer.outbox.settled();
  for (const { email, password } of [ada, bob]) {
    expect((await call("/sign-in/email", { body: { email, password } })).status).toBe(200);
  }
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "http://localhost:4310.evil.example",
])("a sign-up can't ask to end at %s", async (callbackURL) => {
  const ada = newPerson("Ada");
  expect((await call("/sign-up/email", { body: { ...ada, callbackURL } })).status).toBe(403);
  expect(await issuer.mailsTo(ada.email)).toEqual([]);
});
