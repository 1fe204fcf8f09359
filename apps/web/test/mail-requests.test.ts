import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cookieOf, newPerson, signUp, startIssuer, type TestIssuer, tokenIn } from "./support/issuer.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

const call: TestIssuer["call"] = (...request) => issuer.call(...request);
const sql = (statement: string, ...values: unknown[]) =>
  withClient(issuer.database.ownerUrl, async (client) => (await client.query(statement, values)).rows);
const later = (seconds: number) => sql("update rate_limit set last_request = last_request - $1::int * 1000", seconds);
const reset = (token: string, newPassword: string) => call("/reset-password", { body: { token, newPassword } });
const signIn = (email: string, password: string) => call("/sign-in/email", { body: { email, password } });
const askForReset = (email: string) => call("/request-password-reset", { body: { email } });
const tell = async (response: Response) => [response.status, await response.text(), [...response.headers]];

test.each(["/request-password-reset", "/send-verification-email"])(
  "%s answers the same for an address that is confirmed, that isn't, and that nobody has",
  async (path) => {
    const ada = await signUp(issuer, "Ada");
    const bob = newPerson("Bob");
    await call("/sign-up/email", { body: bob });
    await issuer.mailsTo(bob.email);
    await later(60);
    const answers = [];
    for (const { email } of [ada, bob, newPerson("Nobody")]) {
      answers.push(await tell(await call(path, { body: { email } })));
    }
    expect(answers[0]?.[0]).toBe(200);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  },
);

test.each(["/request-password-reset", "/send-verification-email"])(
  "%s takes a minute until the next one for an address, and says how long, whether somebody has it or not",
  async (path) => {
    const ada = await signUp(issuer, "Ada");
    await later(60);
    for (const { email } of [ada, newPerson("Nobody")]) {
      expect((await call(path, { body: { email } })).status).toBe(200);
      const refused = await call(path, { body: { email: ` ${email.toUpperCase()}`.trim() } });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
      expect(refused.headers.get("x-retry-after")).toBe(refused.headers.get("retry-after"));
    }
    // Another address doesn't wait for it.
    expect((await call(path, { body: { email: newPerson("Bob").email } })).status).toBe(200);
  },
);

test("an address gets no more than six mails of a kind in an hour", async () => {
  const { email } = await signUp(issuer, "Ada");
  for (let at = 0; at < 6; at += 1) {
    expect((await askForReset(email)).status).toBe(200);
    await later(60);
  }
  const refused = await askForReset(email);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50 * 60);
  expect((await issuer.mailsTo(email)).length).toBe(7);
});

test("whoever waits for the first mail asks for another after a minute, and both links work", async () => {
  const ada = newPerson("Ada");
  const cookie = cookieOf(await call("/sign-up/email", { body: ada }));
  await issuer.mailsTo(ada.email);
  const resend = () => call("/send-verification-email", { body: { email: ada.email } });
  expect((await resend()).status).toBe(429);
  await later(60);
  expect((await resend()).status).toBe(200);
  const mails = await issuer.mailsTo(ada.email);
  expect(mails).toHaveLength(2);
  expect((await call("/verify-email", { body: { token: tokenIn(mails[1]) }, cookie })).status).toBe(200);
  // An address that is confirmed is no way in without a password.
  const second = await call("/verify-email", { body: { token: tokenIn(mails[0]) } });
  expect([second.status, second.headers.getSetCookie()]).toEqual([200, []]);
});

test("who asks for another mail to an address that is confirmed gets one that says so, by the limits of a sign-up", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  await later(60);
  const resend = () => call("/send-verification-email", { body: { email: ada.email.toUpperCase() } });
  const subjects = async (email: string) => (await issuer.mailsTo(email)).map(({ Subject }) => Subject);
  expect((await resend()).status).toBe(200);
  expect(await subjects(ada.email)).toEqual(["You already have an account", "Confirm your address"]);
  // Nor does a sign-up make a second one within the minute.
  expect((await call("/sign-up/email", { body: { ...newPerson("Eve"), email: ada.email } })).status).toBe(200);
  expect(await subjects(ada.email)).toHaveLength(2);
  await later(60);
  expect((await resend()).status).toBe(200);
  expect(await subjects(ada.email)).toHaveLength(3);
  expect(await subjects(bob.email)).toEqual(["Confirm your address"]);
});

test("an address that no mail can go to is refused as one, wherever a mail is asked for, before anything is counted", async () => {
  const ada = await signUp(issuer, "Ada");
  const counted = await sql("select key, count from rate_limit where key like 'mail%' or key like 'change-email%'");
  for (const wrong of ["anna@example", "a..b@claimcheck.example"]) {
    for (const [path, body] of [
      ["/sign-up/email", { ...newPerson("Anna"), email: wrong }],
      ["/send-verification-email", { email: wrong }],
      ["/request-password-reset", { email: wrong }],
      ["/change-email", { newEmail: wrong, password: ada.password }],
      ["/resend-change-email", { newEmail: wrong }],
    ] as const) {
      const refused = await call(path, { body, cookie: ada.cookie });
      expect([path, refused.status, (await refused.json()).code]).toEqual([path, 400, "INVALID_EMAIL"]);
    }
  }
  expect(await sql("select key, count from rate_limit where key like 'mail%' or key like 'change-email%'")).toEqual(
    counted,
  );
});

test("a new password by mail works once, ends every session of the person, and says so by mail", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  await askForReset(ada.email);
  const token = tokenIn((await issuer.mailsTo(ada.email))[0]);
  expect((await reset(token, "short")).status).toBe(400);
  expect((await reset(token, "another-password")).status).toBe(200);
  expect((await reset(token, "a-third-password")).status).toBe(400);

  expect((await call("/token", { cookie: ada.cookie })).status).toBe(401);
  expect((await call("/token", { cookie: bob.cookie })).status).toBe(200);
  expect((await signIn(ada.email, ada.password)).status).toBe(401);
  expect((await signIn(ada.email, "another-password")).status).toBe(200);
  expect((await issuer.mailsTo(ada.email))[0]?.Subject).toBe("Your password was changed");
});

test("a new password makes every other link to one void, and so does another address", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  const link = async (email: string) => {
    await later(60);
    await askForReset(email);
    return tokenIn((await issuer.mailsTo(email))[0]);
  };
  const [first, second, bobs] = [await link(ada.email), await link(ada.email), await link(bob.email)];
  expect((await reset(first, "another-password")).status).toBe(200);
  expect((await reset(second, "a-third-password")).status).toBe(400);

  const third = await link(ada.email);
  const before = cookieOf(await signIn(ada.email, "another-password"));
  const change = { currentPassword: "another-password", newPassword: "a-third-password" };
  const changed = await call("/change-password", { cookie: before, body: change });
  expect(changed.status).toBe(200);
  const cookie = cookieOf(changed);
  expect((await reset(third, "a-fourth-password")).status).toBe(400);

  const fourth = await link(ada.email);
  const newEmail = newPerson("Ada").email;
  await call("/change-email", { cookie, body: { newEmail, password: "a-third-password" } });
  await call("/verify-email", { cookie, body: { token: tokenIn((await issuer.mailsTo(newEmail))[0]) } });
  expect((await reset(fourth, "a-fourth-password")).status).toBe(400);
  expect((await reset(bobs, "another-password")).status).toBe(200);
});

test("the link to a new password ends after an hour", async () => {
  const ada = await signUp(issuer, "Ada");
  await askForReset(ada.email);
  const token = tokenIn((await issuer.mailsTo(ada.email))[0]);
  await sql("update verification set expires_at = expires_at - interval '1 hour'");
  expect((await reset(token, "another-password")).status).toBe(400);
  expect((await signIn(ada.email, ada.password)).status).toBe(200);
});

test("a new password by mail confirms the address that it came to", async () => {
  const ada = newPerson("Ada");
  await call("/sign-up/email", { body: ada });
  await askForReset(ada.email);
  const mails = await issuer.mailsTo(ada.email);
  const token = tokenIn(mails.find(({ Subject }) => Subject === "Choose your password"));
  expect((await reset(token, "another-password")).status).toBe(200);
  expect((await signIn(ada.email, "another-password")).status).toBe(200);
});
