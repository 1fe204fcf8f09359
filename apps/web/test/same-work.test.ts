import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newPerson, signUp, startIssuer, type TestIssuer, type TestPerson } from "./support/issuer.ts";

/** A confirmed account, one that isn't, and an address that nobody has. */
type Addresses = { confirmed: string; unconfirmed: string; nobodys: string };

let issuer: TestIssuer;
let confirmed: TestPerson;
beforeAll(async () => {
  issuer = await startIssuer();
  confirmed = await signUp(issuer, "Ada");
});
afterAll(() => issuer.stop());

async function addresses(): Promise<Addresses> {
  const unconfirmed = newPerson("Bob");
  await issuer.call("/sign-up/email", { body: unconfirmed });
  await issuer.outbox.settled();
  await issuer.db.execute("delete from rate_limit");
  return { confirmed: confirmed.email, unconfirmed: unconfirmed.email, nobodys: newPerson("Eve").email };
}

/** What one request makes the server do before it answers: password hashes, statements without values, and mails put off. */
async function workOf(path: string, body: object, cookie?: string) {
  const { password } = await issuer.auth.$context;
  const client = await issuer.db.$client.connect();
  const spies = {
    hash: vi.spyOn(password, "hash"),
    verify: vi.spyOn(password, "verify"),
    query: vi.spyOn(Object.getPrototypeOf(client), "query"),
    // Not begun at all here, so that nothing of it can be on the request's path.
    post: vi.spyOn(issuer.outbox, "post").mockImplementation(() => {}),
  };
  client.release();
  const { status } = await issuer.call(path, { body, ...(cookie && { cookie }) });
  const all = spies.query.mock.calls.map(([asked]) => {
    const text = typeof asked === "string" ? asked : (asked as { text: string }).text;
    return text.split(/\s+/).slice(0, 3).join(" ");
  });
  // Once in a while one request tidies up, whoever it is about.
  const statements = all.filter((statement) => !statement.startsWith("delete from"));
  const hashes = spies.hash.mock.calls.length + spies.verify.mock.calls.length;
  const mails = spies.post.mock.calls.length;
  for (const spy of Object.values(spies)) spy.mockRestore();
  return { status, hashes, statements, mails };
}

test("a wrong password costs one hash and the same statements, whether there is an account or not", async () => {
  for (const email of Object.values(await addresses())) {
    const work = await workOf("/sign-in/email", { email, password: "not-the-password" });
    expect(work).toEqual({
      status: 401,
      hashes: 1,
      statements: [
        'insert into "rate_limit"',
        'insert into "rate_limit"',
        expect.stringMatching(/^select/),
        "insert into audit_event",
      ],
      mails: 0,
    });
  }
});

test("the right password of an unconfirmed account costs what a wrong one does, and its mail isn't waited for", async () => {
  const { email, password } = newPerson("Bob");
  await issuer.call("/sign-up/email", { body: { name: "Bob", email, password } });
  await issuer.outbox.settled();
  await issuer.db.execute("delete from rate_limit");
  const { mails, ...right } = await workOf("/sign-in/email", { email, password });
  const { mails: _, ...wrong } = await workOf("/sign-in/email", { email: confirmed.email, password });
  expect(mails).toBe(1);
  expect(right).toEqual(wrong);
});

test("a sign-up costs one hash and puts off one mail; a new account is two rows more, which one can see but once", async () => {
  const { nobodys, ...known } = await addresses();
  const signUpAs = async (email: string) => {
    await issuer.db.execute("delete from rate_limit");
    return workOf("/sign-up/email", { ...newPerson("Eve"), email });
  };
  const fresh = await signUpAs(nobodys);
  const inserts = ['insert into "user"', 'insert into "account"'];
  expect(fresh).toMatchObject({ status: 200, hashes: 1, mails: 1 });
  expect(fresh.statements).toEqual(expect.arrayContaining(inserts));
  const statements = fresh.statements.filter((statement) => !inserts.includes(statement));
  // From now on the address answers as the others do.
  for (const email of [...Object.values(known), nobodys]) {
    expect(await signUpAs(email)).toEqual({ ...fresh, statements });
  }
});

test("of two sign-ups of an address at once both answer as if it were known, and its mails make it its owner's", async () => {
  const eve = newPerson("Eve");
  const twice = async (email: string) => {
    const answers = await Promise.all(
      [eve, newPerson("Mallory")].map((one) => issuer.call("/sign-up/email", { body: { ...one, email } })),
    );
    const withoutId = ([name, value]: [string, string]) => [name, value.replace(/(?<=sign_up=)[\w-]{32}/, "id")];
    return Promise.all(answers.map(async (one) => [one.status, await one.json(), [...one.headers].map(withoutId)]));
  };
  const known = await twice(confirmed.email);
  expect(known[0]?.[0]).toBe(200);
  expect(known[1]).toEqual(known[0]);
  expect(await twice(eve.email)).toEqual(known);
  const subjects = (await issuer.mailsTo(eve.email)).map(({ Subject }) => Subject);
  expect(subjects.sort()).toEqual(["Choose your password", "Confirm your address"]);
});

test.each(["/request-password-reset", "/send-verification-email"])(
  "%s costs as many statements for any address, no hash, and no wait for a mail",
  async (path) => {
    const counts = [];
    const put = [];
    for (const email of Object.values(await addresses())) {
      const { status, hashes, statements, mails } = await workOf(path, { email });
      counts.push({ status, hashes, statements: statements.length });
      put.push(mails);
    }
    expect(counts[0]).toMatchObject({ status: 200, hashes: 0 });
    expect(counts).toEqual([counts[0], counts[0], counts[0]]);
    // What it puts off finds out then whether anybody has the address.
    if (path === "/send-verification-email") expect(put).toEqual([1, 1, 1]);
  },
);

test("an address that somebody has costs as much as any when somebody asks to change to it, and once more", async () => {
  const { nobodys, ...known } = await addresses();
  const { cookie, password } = await signUp(issuer, "Cyd");
  const works = [];
  for (const newEmail of [...Object.values(known), nobodys]) {
    await issuer.db.execute("delete from rate_limit");
    const { mails: _, ...asked } = await workOf("/change-email", { newEmail, password }, cookie);
    const again = await workOf("/resend-change-email", { newEmail }, cookie);
    works.push({ asked, again });
  }
  expect(works[0]).toMatchObject({ asked: { status: 200, hashes: 1 }, again: { status: 200, hashes: 0, mails: 1 } });
  expect(works).toEqual([works[0], works[0], works[0]]);
});
