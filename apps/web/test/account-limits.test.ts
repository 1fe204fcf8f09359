import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountKey } from "../src/auth/account-limits.ts";
import {
  cookieOf,
  newPerson,
  signUp,
  startIssuer,
  type TestIssuer,
  type TestPerson,
  tokenIn,
} from "./support/issuer.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer({ TRUSTED_IP_HEADER: "x-real-ip" });
});
afterAll(() => issuer.stop());

let visits = 0;
/** Each time from another address, so that only the account can be what is counted. */
const call: TestIssuer["call"] = (path, options = {}) => {
  visits += 1;
  const headers = { "x-real-ip": `198.18.${Math.floor(visits / 250)}.${visits % 250}` };
  return issuer.call(path, { ...options, headers });
};
const sql = (statement: string, ...values: unknown[]) =>
  withClient(issuer.database.ownerUrl, (client) => client.query(statement, values));
const people = () => Promise.all([signUp({ ...issuer, call }, "Ada"), signUp({ ...issuer, call }, "Bob")]);
const signIn = (email: string, password: string, cookie?: string) =>
  call("/sign-in/email", { body: { email, password }, ...(cookie && { cookie }) });
/** Tries wrong passwords, all at once; gives how often it was refused as wrong, and how often as too much. */
async function guess(email: string, times: number): Promise<[wrong: number, tooMuch: number]> {
  const tries = Array.from({ length: times }, () => signIn(email, "not-the-password"));
  const statuses = (await Promise.all(tries)).map(({ status }) => status);
  return [401, 429].map((status) => statuses.filter((one) => one === status).length) as [number, number];
}

/** One wrong password, counted as many; a browser is counted by itself where it sends its cookie. */
async function guessed(email: string, times: number, cookie?: string) {
  expect((await signIn(email, "not-the-password", cookie)).status).toBe(401);
  const key = `sign-in:${accountKey(email)}${cookie ? ".%" : ""}`;
  await sql("update rate_limit set count = $1 where key like $2", times, key);
}

test("twenty wrong passwords on an account, from wherever, close it for a while, and nobody can tell that it is one", async () => {
  const [ada, bob] = await people();
  const answers = [];
  for (const email of [ada.email, newPerson("Nobody").email]) {
    await guessed(email, 19);
    expect(await guess(email, 3)).toEqual([1, 2]);
    const refused = await signIn(email.toUpperCase(), email === ada.email ? ada.password : "any-password");
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(13 * 60);
    expect(wait).toBeLessThanOrEqual(15 * 60);
    answers.push([refused.status, (await refused.json()).code, refused.headers.getSetCookie()]);
  }
  expect(answers).toEqual([
    [429, "TOO_MANY_REQUESTS", []],
    [429, "TOO_MANY_REQUESTS", []],
  ]);
  expect((await signIn(bob.email, bob.password)).status).toBe(200);

  await sql("update rate_limit set last_request = last_request - 900000");
  expect((await signIn(ada.email, ada.password)).status).toBe(200);
});

test("whoever guesses doesn't keep the owner out of a browser they have signed in with before", async () => {
  const [ada, bob] = await people();
  await guessed(ada.email, 20);
  expect((await signIn(ada.email, ada.password)).status).toBe(429);
  expect((await signIn(ada.email, ada.password, ada.cookie)).status).toBe(200);
  // Another account's browser, or one that says so itself, is any other.
  const forged = ada.cookie.replace(/(known_device=[^.]+\.)[^.;]+/, "$1forged");
  expect(forged).not.toBe(ada.cookie);
  for (const cookie of [bob.cookie, forged]) expect((await signIn(ada.email, ada.password, cookie)).status).toBe(429);
  // It has a limit, too, should it be stolen.
  await guessed(ada.email, 20, ada.cookie);
  expect((await signIn(ada.email, ada.password, ada.cookie)).status).toBe(429);
});

test("a browser is known by its account for half a year, and scripts can't read by what", async () => {
  const [ada] = await people();
  const known = (await signIn(ada.email, ada.password)).headers.getSetCookie().find((line) => line.includes("known"));
  expect(known).toMatch(/^claimcheck-4310\.known_device=.*Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(known).not.toContain(ada.email);
  expect((await signIn(ada.email, "not-the-password")).headers.getSetCookie()).toEqual([]);
  const [cookie = ""] = (known ?? "").split(";");
  expect((await call("/token", { cookie })).status).toBe(401);
});

test("a right password starts the count anew, and so does a new one by mail, also in a browser that was known", async () => {
  const [ada, bob] = await people();
  await guessed(ada.email, 19);
  expect((await signIn(ada.email, ada.password)).status).toBe(200);
  await guessed(ada.email, 20);
  for (const { email, cookie } of [ada, bob]) await guessed(email, 20, cookie);
  for (const cookie of ["", ada.cookie]) expect((await signIn(ada.email, ada.password, cookie)).status).toBe(429);
  await call("/request-password-reset", { body: { email: ada.email } });
  const token = tokenIn((await issuer.mailsTo(ada.email))[0]);
  await call("/reset-password", { body: { token, newPassword: "another-password" } });
  for (const cookie of [ada.cookie, ""]) expect((await signIn(ada.email, "another-password", cookie)).status).toBe(200);
  expect((await signIn(bob.email, bob.password, bob.cookie)).status).toBe(429);
});

test("a browser that has set a new password by mail is known, so that more guesses don't keep it out", async () => {
  const [ada, bob] = await people();
  await guessed(ada.email, 20);
  await call("/request-password-reset", { body: { email: ada.email } });
  const token = tokenIn((await issuer.mailsTo(ada.email))[0]);
  const reset = await call("/reset-password", { body: { token, newPassword: "another-password" } });
  const cookie = cookieOf(reset);
  expect(cookie).toMatch(/^claimcheck-4310\.known_device=[^;]+$/);
  await guessed(ada.email, 20);
  expect((await signIn(ada.email, "another-password")).status).toBe(429);
  expect((await signIn(ada.email, "another-password", cookie)).status).toBe(200);
  // A link that doesn't work makes no browser known, and no cookie is one for another account.
  const again = await call("/reset-password", { body: { token, newPassword: "a-third-password" } });
  expect([again.status, again.headers.getSetCookie()]).toEqual([400, []]);
  await guessed(bob.email, 20);
  expect((await signIn(bob.email, bob.password, cookie)).status).toBe(429);
});

test("the password that a signed-in person gives again is counted by itself", async () => {
  const [ada, bob] = await people();
  const change = ({ cookie }: Pick<TestPerson, "cookie">, currentPassword: string) =>
    call("/change-password", { cookie, body: { currentPassword, newPassword: "another-password" } });
  expect((await change(ada, "not-the-password")).status).toBe(400);
  await sql("update rate_limit set count = 20 where key like 'proof:%'");
  const refused = await change(ada, ada.password);
  expect([refused.status, Number(refused.headers.get("retry-after")) > 0]).toEqual([429, true]);
  const changed = await change(bob, bob.password);
  expect(changed.status).toBe(200);
  expect((await signIn(ada.email, ada.password)).status).toBe(200);
  await guessed(bob.email, 20);
  // The first change has given this browser a new session.
  expect((await change({ cookie: cookieOf(changed) }, "another-password")).status).toBe(200);
  expect(cookieOf(await signIn(bob.email, "another-password", bob.cookie))).toContain("session_token");
});
