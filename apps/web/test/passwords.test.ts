import { afterAll, beforeAll, expect, test } from "vitest";
import { isEasilyGuessed } from "../src/auth/passwords.ts";
import { cookieOf, newPerson, signUp, startIssuer, type TestIssuer, tokenIn } from "./support/issuer.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

test.each([
  ...[
    "password",
    "PassWord",
    " password ",
    "12345678",
    "iloveyou",
    "qwertyuiop",
    "sunshine1",
    "password123",
    "p@ssw0rd",
  ],
  ...["        ", "aaaaaaaa", "\u{1f600}".repeat(8), "abababab", "xyzxyzxyz", "ab1!ab1!ab1!"],
  ...["abcdefgh", "hgfedcba", "23456789", "1234abcd", "aaaabbbb", "uiopqwer", "lkjhgfdsa", "яюэьыъщш"],
])("%j is easily guessed", (password) => {
  expect(isEasilyGuessed(password)).toBe(true);
});

test.each([
  ...["a few words are better", "correct horse battery", "only-to-look-at", "password-1", "k7#mQ2!x", "abcdX2!k"],
  ...Array.from({ length: 3 }, () => crypto.randomUUID()),
])("%j isn't", (password) => {
  expect(isEasilyGuessed(password)).toBe(false);
});

test("an easily guessed password is refused wherever one is set, before anything else is looked at, and changes nothing", async () => {
  const [ada, bob] = [await signUp(issuer, "Ada"), newPerson("Bob")];
  const sent = cookieOf(await issuer.call("/sign-up/email", { body: bob }));
  await issuer.call("/request-password-reset", { body: { email: ada.email } });
  const reset = tokenIn((await issuer.mailsTo(ada.email))[0]);
  const confirm = tokenIn((await issuer.mailsTo(bob.email))[0]);
  const newPassword = "iloveyou";
  for (const [path, body, cookie] of [
    ["/sign-up/email", { ...newPerson("Eve"), password: newPassword }, ""],
    ["/sign-up/email", { ...newPerson("Eve"), email: ada.email, password: newPassword }, ""],
    ["/reset-password", { token: reset, newPassword }, ""],
    ["/change-password", { currentPassword: ada.password, newPassword }, ada.cookie],
    ["/verify-email", { token: confirm, newPassword }, ""],
  ] as const) {
    const refused = await issuer.call(path, { body, ...(cookie && { cookie }) });
    expect([path, refused.status, (await refused.json()).code]).toEqual([path, 400, "PASSWORD_TOO_COMMON"]);
  }
  // Both links work on, and so does the old password.
  const { email, password } = ada;
  expect((await issuer.call("/sign-in/email", { body: { email, password } })).status).toBe(200);
  expect((await issuer.call("/verify-email", { body: { token: confirm }, cookie: sent })).status).toBe(200);
  const body = { token: reset, newPassword: "a few words are better" };
  expect((await issuer.call("/reset-password", { body })).status).toBe(200);
});
