import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readOwnAccount } from "../src/auth/own-account.ts";
import {
  cookieOf,
  newPerson,
  signUp,
  startIssuer,
  type TestIssuer,
  type TestPerson,
  tokenIn,
  tokenOf,
} from "./support/issuer.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer({ TRUSTED_IP_HEADER: "x-real-ip" });
});
afterAll(() => issuer.stop());

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
let visits = 0;
const call: TestIssuer["call"] = (path, options = {}) => {
  visits += 1;
  const headers = { "x-real-ip": `198.18.9.${visits % 250}`, "user-agent": firefox, ...options.headers };
  return issuer.call(path, { ...options, headers });
};
/** An hour from now, for what counts mails. */
const anHourLater = () => issuer.db.execute("update rate_limit set last_request = last_request - 3600000");
const people = () => Promise.all([signUp({ ...issuer, call }, "Ada"), signUp({ ...issuer, call }, "Bob")]);
const sql = (statement: string, ...values: unknown[]) =>
  withClient(issuer.database.ownerUrl, async (client) => (await client.query(statement, values)).rows);
const signIn = async ({ email, password }: Pick<TestPerson, "email" | "password">, headers = {}) =>
  cookieOf(await call("/sign-in/email", { body: { email, password }, headers }));
const read = async (cookie: string) => {
  const own = await readOwnAccount(issuer, new Headers({ cookie }));
  if (!own) throw new Error("Nobody is signed in");
  return own;
};
const isOpen = async (cookie: string) => (await call("/token", { cookie })).status === 200;
const tell = async (response: Response) => [response.status, await response.text()];
const refusal = async (response: Response) => [response.status, (await response.json()).code];
/** As if the person had signed in the day before yesterday. */
const growOld = ({ email }: TestPerson) =>
  sql(
    `update session set created_at = now() - interval '2 days' where user_id = (select id from "user" where email = $1)`,
    email,
  );

test("a person sees their sessions with device, network and last use, and no token of any", async () => {
  const [ada, bob] = await people();
  const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1";
  await signIn(ada, { "user-agent": phone, "x-real-ip": "203.0.113.77" });
  const own = await read(ada.cookie);
  expect(own.sessions).toEqual([
    {
      id: expect.any(String),
      device: "Firefox on Linux",
      network: "198.18.9.0/24",
      lastUse: expect.any(String),
      current: true,
    },
    {
      id: expect.any(String),
      device: "Safari on iPhone",
      network: "203.0.113.0/24",
      lastUse: expect.any(String),
      current: false,
    },
  ]);
  expect(Date.now() - Date.parse(own.sessions[0]?.lastUse ?? "")).toBeLessThan(60_000);
  for (const { token } of await sql("select token from session")) expect(JSON.stringify(own)).not.toContain(token);
  expect(await read(bob.cookie)).toMatchObject({ email: bob.email, hasPassword: true, fresh: true });
  expect((await read(bob.cookie)).sessions).toHaveLength(1);
  expect(await readOwnAccount(issuer, new Headers())).toBeUndefined();
});

test("one session is ended by its id; an id of somebody else's answers as one that doesn't exist", async () => {
  const [ada, bob] = await people();
  const other = await signIn(ada);
  const [bobs] = (await read(bob.cookie)).sessions;
  const end = (id: string) => call("/revoke-session", { cookie: ada.cookie, body: { id } });
  const answers = [await end(bobs?.id ?? ""), await end("no-such-session")];
  expect(await answers[0]?.json()).toEqual(await answers[1]?.json());
  expect([await isOpen(bob.cookie), await isOpen(other)]).toEqual([true, true]);

  const { sessions } = await read(ada.cookie);
  expect((await end(sessions.find(({ current }) => !current)?.id ?? "")).status).toBe(200);
  expect([await isOpen(other), await isOpen(ada.cookie)]).toEqual([false, true]);
  expect((await call("/revoke-session", { cookie: ada.cookie, body: { token: "x" } })).status).toBe(400);
});

test("all other sessions are ended at once, and nobody else's", async () => {
  const [ada, bob] = await people();
  const others = [await signIn(ada), await signIn(ada)];
  expect((await call("/revoke-other-sessions", { cookie: ada.cookie, body: {} })).status).toBe(200);
  expect(await Promise.all([...others, ada.cookie, bob.cookie].map(isOpen))).toEqual([false, false, true, true]);
});

test("a new password takes the old one, ends every other session, and is told by mail, without a token", async () => {
  const [ada, bob] = await people();
  const other = await signIn(ada);
  const change = (body: object, cookie = ada.cookie) => call("/change-password", { cookie, body });
  const wrong = await change({ currentPassword: "not-the-password", newPassword: "another-password" });
  expect(await refusal(wrong)).toEqual([400, "INVALID_PASSWORD"]);
  expect(await Promise.all([ada.cookie, other].map(isOpen))).toEqual([true, true]);

  const changed = await change({ currentPassword: ada.password, newPassword: "another-password" });
  expect(Object.keys(await changed.json())).toEqual(["user"]);
  expect(await Promise.all([cookieOf(changed), other, bob.cookie].map(isOpen))).toEqual([true, false, true]);
  const subjects = (await issuer.mailsTo(ada.email)).map(({ Subject }) => Subject);
  expect(subjects.filter((subject) => subject === "Your password was changed")).toHaveLength(1);
});

test("another address is used once it is confirmed by whoever is signed in, and the old one is told when it is asked for and when it changes", async () => {
  const [ada, bob] = await people();
  const newEmail = newPerson("Ada").email;
  const change = (body: object) => call("/change-email", { cookie: ada.cookie, body });
  expect(await refusal(await change({ newEmail }))).toEqual([400, "INVALID_PASSWORD"]);
  expect(await refusal(await change({ newEmail, password: bob.password }))).toEqual([400, "INVALID_PASSWORD"]);
  const subjects = async () => (await issuer.mailsTo(ada.email)).map(({ Subject }) => Subject);
  expect(await subjects()).toEqual(["Confirm your address"]);
  expect((await change({ newEmail, password: ada.password, callbackURL: "/account" })).status).toBe(200);
  expect((await read(ada.cookie)).email).toBe(ada.email);
  expect((await subjects())[0]).toBe("Another address was asked for");

  const token = tokenIn((await issuer.mailsTo(newEmail))[0]);
  const confirm = (cookie?: string) => call("/verify-email", { body: { token }, ...(cookie && { cookie }) });
  for (const cookie of [undefined, bob.cookie])
    expect(await refusal(await confirm(cookie))).toEqual([401, "SIGN_IN_FIRST"]);
  const { uuid } = (await tokenOf(call, ada)).claims;
  const confirmed = await confirm(ada.cookie);
  expect(await confirmed.json()).toEqual({ status: true, next: "/account", changed: true });
  expect((await tokenOf(call, ada)).claims).toMatchObject({ email: newEmail, uuid });
  expect((await confirm(ada.cookie)).status).toBe(400);
  expect((await subjects())[0]).toBe("Your address was changed");
  expect((await call("/sign-in/email", { body: { email: newEmail, password: ada.password } })).status).toBe(200);
  expect((await call("/sign-in/email", { body: { email: ada.email, password: ada.password } })).status).toBe(401);
});

test("who asks for addresses gets six mails an hour sent, and keeps nobody else from asking for one", async () => {
  const [ada, mallory] = await people();
  const newEmail = newPerson("Ada").email;
  const change = ({ cookie, password }: typeof ada, to: string) =>
    call("/change-email", { cookie, body: { newEmail: to, password } });
  expect(await refusal(await change(ada, ada.email))).toEqual([400, "EMAIL_IS_THE_SAME"]);
  for (let times = 0; times < 6; times += 1) expect((await change(mallory, newEmail)).status).toBe(200);
  expect((await change(mallory, newEmail)).status).toBe(429);
  expect((await change(ada, newEmail)).status).toBe(200);
  const mails = await issuer.mailsTo(newEmail);
  expect(mails.map(({ Subject }) => Subject)).toEqual(Array(7).fill("Confirm your new address"));
});

test("an address gets six further mails an hour from all accounts that want it, and one from each that hasn't asked yet", async () => {
  const [mallory, eve] = await people();
  const [ada, cyd] = await people();
  const wanted = newPerson("Ada").email;
  const ask = async ({ cookie, password }: TestPerson, newEmail = wanted) =>
    (await call("/change-email", { cookie, body: { newEmail, password } })).status;
  const inTurn = async (person: TestPerson, times: number) => {
    const statuses = [];
    for (let time = 0; time < times; time += 1) statuses.push(await ask(person));
    return statuses;
  };
  expect(await inTurn(mallory, 6)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(await inTurn(eve, 3)).toEqual([200, 200, 429]);
  // The owner's first mail goes out all the same, to this address and others.
  expect(await inTurn(ada, 2)).toEqual([200, 429]);
  expect(await ask(cyd, newPerson("Cyd").email)).toBe(200);
  expect(await issuer.mailsTo(wanted)).toHaveLength(6 + 2 + 1);
  const token = tokenIn((await issuer.mailsTo(wanted))[0]);
  expect((await call("/verify-email", { cookie: ada.cookie, body: { token } })).status).toBe(200);
  expect((await read(ada.cookie)).email).toBe(wanted);
});

test("the mail to a new address is sent once more without the password, only where the first went, and counts like it", async () => {
  const [ada, bob] = await people();
  const [wanted, nobodys] = [newPerson("Ada").email, newPerson("Eve").email];
  const ask = (newEmail: string) =>
    call("/change-email", { cookie: ada.cookie, body: { newEmail, password: ada.password } });
  const again = (newEmail: string, { cookie }: Partial<TestPerson> = ada) =>
    call("/resend-change-email", { body: { newEmail }, ...(cookie && { cookie }) });
  for (const newEmail of [wanted, bob.email]) expect((await ask(newEmail)).status).toBe(200);
  const answers = [await again(wanted.toUpperCase()), await again(bob.email), await again(nobodys)];
  expect(await Promise.all(answers.map(tell))).toEqual(Array(3).fill([200, '{"status":true}']));
  // Nor does it work for another person, or without one.
  expect((await again(wanted, bob)).status).toBe(200);
  expect((await again(wanted, {})).status).toBe(401);
  const subjects = async (email: string) => (await issuer.mailsTo(email)).map(({ Subject }) => Subject);
  expect(await subjects(wanted)).toEqual(Array(2).fill("Confirm your new address"));
  expect(await subjects(nobodys)).toEqual([]);
  expect(await subjects(bob.email)).toEqual(["Confirm your address"]);

  expect((await again(wanted)).status).toBe(200);
  expect((await again(wanted)).status).toBe(429);
  expect((await ask(nobodys)).status).toBe(429);
  const [newest] = await issuer.mailsTo(wanted);
  const confirmed = await call("/verify-email", { cookie: ada.cookie, body: { token: tokenIn(newest) } });
  expect(confirmed.status).toBe(200);
  expect((await read(ada.cookie)).email).toBe(wanted);
});

test("an address that somebody has is answered as any other, gets no link, and can't be taken by an older one", async () => {
  const [ada, bob] = await people();
  const cyd = newPerson("Cyd");
  const change = (newEmail: string) =>
    call("/change-email", { cookie: ada.cookie, body: { newEmail, password: ada.password } });
  const first = await change(bob.email);
  await anHourLater();
  const answers = [first, await change(cyd.email)];
  expect(await answers[0]?.text()).toBe(await answers[1]?.text());
  expect((await issuer.mailsTo(bob.email)).map(({ Subject }) => Subject)).toEqual(["Confirm your address"]);

  const [link] = await issuer.mailsTo(cyd.email);
  await call("/sign-up/email", { body: cyd });
  const late = await call("/verify-email", { cookie: ada.cookie, body: { token: tokenIn(link) } });
  expect(await refusal(late)).toEqual([400, "INVALID_TOKEN"]);
  expect((await read(ada.cookie)).email).toBe(ada.email);
});

test("an account is deleted by its owner's typed address and password, however lately they signed in", async () => {
  const [ada, bob] = await people();
  const remove = (body: object) => call("/delete-user", { cookie: ada.cookie, body });
  for (const body of [{}, { password: ada.password }, { email: bob.email }]) {
    expect(await refusal(await remove(body))).toEqual([400, "CONFIRM_WITH_EMAIL"]);
  }
  const refuseWrongOnes = async () => {
    for (const password of [undefined, "", "not-it", bob.password]) {
      expect(await refusal(await remove({ email: ada.email, password }))).toEqual([400, "INVALID_PASSWORD"]);
    }
  };
  await refuseWrongOnes();
  await growOld(ada);
  await refuseWrongOnes();
  const { uuid } = (await tokenOf(call, ada)).claims;
  expect((await remove({ email: ada.email.toUpperCase(), password: ada.password })).status).toBe(200);

  expect([await isOpen(ada.cookie), await isOpen(bob.cookie)]).toEqual([false, true]);
  expect(await sql(`select 1 from "user" where email = $1`, ada.email)).toEqual([]);
  const history = await sql("select kind from audit_event where user_id = $1 order by id desc", uuid);
  expect(history[0].kind).toBe("account_deleted");
  expect((await issuer.mailsTo(ada.email))[0]?.Subject).toBe("Your account was deleted");
  // The address is free again, for another person.
  const again = await signUp({ call, mailsTo: issuer.mailsTo }, "Ada");
  expect((await tokenOf(call, again)).claims.uuid).not.toBe(uuid);
});

test("what happens to addresses, passwords and sessions stands in the person's own history", async () => {
  const [ada, bob] = await people();
  await signIn(ada);
  const newEmail = newPerson("Ada").email;
  await call("/change-email", { cookie: ada.cookie, body: { newEmail, password: ada.password } });
  await call("/verify-email", { cookie: ada.cookie, body: { token: tokenIn((await issuer.mailsTo(newEmail))[0]) } });
  await call("/revoke-other-sessions", { cookie: ada.cookie, body: {} });
  await call("/request-password-reset", { body: { email: newEmail } });
  const token = tokenIn((await issuer.mailsTo(newEmail))[0]);
  await call("/reset-password", { body: { token, newPassword: "another-password" } });
  const kinds = async (email: string) =>
    (
      await sql(
        `select kind from audit_event where user_id = (select uuid from "user" where email = $1) order by id`,
        email,
      )
    ).map(({ kind }) => kind);
  expect(await kinds(newEmail)).toEqual([
    ...["signed_up", "email_verified", "signed_in", "signed_in", "email_changed", "session_revoked"],
    ...["password_changed", "session_revoked", "password_reset"],
  ]);
  expect(await kinds(bob.email)).toEqual(["signed_up", "email_verified", "signed_in"]);
});
