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
/** An answer's headers, but for what is random in a browser's cookie. */
const headersOf = ({ headers }: Response) => [...headers].map(([name, value]) => [name, value.replace(idForm, "id")]);
const idForm = /(?<=sign_up=)[\w-]{32}(?=;)/;
/** An hour from now, for what counts mails. */
const anHourLater = () => sql("update rate_limit set last_request = last_request - 3600000");
const confirm = (token: string, cookie?: string, newPassword?: string) =>
  call("/verify-email", { body: { token, ...(newPassword && { newPassword }) }, ...(cookie && { cookie }) });
/** Signs up, and gives the cookies that the browser has then. */
const signUpIn = async (body: object, cookie?: string) => {
  const response = await call("/sign-up/email", { body, ...(cookie && { cookie }) });
  expect(response.status).toBe(200);
  return cookieOf(response);
};
const linkOf = async (email: string, at = 0) => tokenIn((await issuer.mailsTo(email))[at]);
const signIn = (email: string, password: string) => call("/sign-in/email", { body: { email, password } });

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
      return { status: response.status, body: await response.json(), headers: headersOf(response) };
    }),
  );
  expect(answers[0]).toMatchObject({ status: 200, body: { status: true } });
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
  expect(answers[0]?.headers.filter(([name]) => name === "set-cookie")).toEqual([
    ["set-cookie", "claimcheck-4310.sign_up=id; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"],
  ]);
});

test("a browser keeps its cookie over all its sign-ups, and one that isn't ours is replaced", async () => {
  const ada = await signUp(issuer, "Ada");
  const cookie = await signUpIn(newPerson("Eve"));
  for (const email of [ada.email, newPerson("Bob").email]) {
    expect(await signUpIn({ ...newPerson("Eve"), email }, cookie)).toBe(cookie);
    expect(await signUpIn({ ...newPerson("Eve"), email }, "claimcheck-4310.sign_up=short")).toMatch(/=[\w-]{32}$/);
  }
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
  const cookie = `${ada.cookie}; ${await signUpIn(bob)}`;
  const followed = await confirm(await linkOf(bob.email), cookie);
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
  const cookie = await signUpIn({ ...ada, callbackURL: asked });
  await signUpIn(bob);
  const [mail] = await issuer.mailsTo(ada.email);
  const confirmed = await confirm(tokenIn(mail), cookie);
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
  const cookie = await signUpIn(ada);
  const token = await linkOf(ada.email);
  const answers = await Promise.all([confirm(token, cookie), confirm(token, cookie)]);
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
  const cookie = await signUpIn(ada);
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
  expect((await confirm(tokenIn(mails[0]), cookie)).status).toBe(200);
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

test("a link opened in another browser than the one that signed up asks for a new password, which replaces the old one", async () => {
  const mallory = newPerson("Mallory");
  const bob = newPerson("Bob");
  const [, bobs] = [await signUpIn(mallory), await signUpIn(bob)];
  const token = await linkOf(mallory.email);
  // Neither without a cookie nor with that of another sign-up.
  for (const cookie of [undefined, bobs]) {
    const refused = await confirm(token, cookie);
    expect([refused.status, (await refused.json()).code]).toEqual([400, "NEW_PASSWORD_NEEDED"]);
    expect(refused.headers.getSetCookie()).toEqual([]);
  }
  expect((await confirm(token, bobs, "short")).status).toBe(400);
  const confirmed = await confirm(token, bobs, "the owner's own words");
  expect(confirmed.status).toBe(200);
  const session = await call("/get-session", { cookie: cookieOf(confirmed) });
  expect(await session.json()).toMatchObject({ user: { email: mallory.email } });

  expect((await signIn(mallory.email, mallory.password)).status).toBe(401);
  expect((await signIn(mallory.email, "the owner's own words")).status).toBe(200);
  expect((await confirm(await linkOf(bob.email), bobs)).status).toBe(200);
  expect((await signIn(bob.email, bob.password)).status).toBe(200);
});

test("the browser that signed an address up second isn't the one that made the account, nor one that asked for another mail", async () => {
  const mallory = newPerson("Mallory");
  const owner = { ...newPerson("Ada"), email: mallory.email };
  const [first, second] = [await signUpIn(mallory), await signUpIn(owner)];
  await anHourLater();
  await call("/send-verification-email", { body: { email: owner.email }, cookie: second });
  await issuer.outbox.settled();
  for (const mail of (await issuer.mailsTo(owner.email)).filter(({ Subject }) => Subject === "Confirm your address")) {
    expect((await (await confirm(tokenIn(mail), second)).json()).code).toBe("NEW_PASSWORD_NEEDED");
  }
  // Another mail's link works in the browser that signed up, too.
  expect((await confirm(await linkOf(owner.email), first)).status).toBe(200);
});

test("signing up an unconfirmed address again changes nothing of the account, and its mail lets the reader choose a password", async () => {
  const ada = newPerson("Ada");
  const bob = newPerson("Bob");
  const [cookie] = [await signUpIn(ada), await signUpIn(bob)];
  const rows = () => sql(`select * from "user" u join account a on a.user_id = u.id order by u.id`);
  const before = await rows();
  await signUpIn({ ...newPerson("Mallory"), email: ada.email });
  const [choose] = await issuer.mailsTo(ada.email);
  expect(choose?.Subject).toBe("Choose your password");
  expect(await rows()).toEqual(before);
  // The owner's own link and password work on, as if nobody had done anything.
  expect((await confirm(await linkOf(ada.email, 1), cookie)).status).toBe(200);
  expect((await signIn(ada.email, ada.password)).status).toBe(200);

  const mallory = { ...newPerson("Mallory"), email: bob.email };
  await signUpIn(mallory);
  const body = { token: await linkOf(bob.email), newPassword: "the owner's own words" };
  expect((await call("/reset-password", { body })).status).toBe(200);
  for (const { password } of [bob, mallory]) expect((await signIn(bob.email, password)).status).toBe(401);
  expect((await signIn(bob.email, "the owner's own words")).status).toBe(200);
  // The link from the first sign-up signs nobody in any more.
  expect((await confirm(await linkOf(bob.email, 2))).headers.getSetCookie()).toEqual([]);
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
