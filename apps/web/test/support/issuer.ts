import { createTestDatabase, type TestDatabase } from "@claimcheck/database/testing/test-database";
import { createIssuer } from "../../src/auth/create-issuer.ts";
import { openAuthDatabase } from "../../src/auth/database.ts";
import { handleAuth } from "../../src/auth/handle.ts";
import { readConfig } from "../../src/config.ts";
import { type CaughtMail, catchMails } from "./mails.ts";

export const webUrl = "http://localhost:4310";
export const apiUrl = "http://localhost:4311";

export type Call = (
  path: string,
  options?: { body?: unknown; cookie?: string; headers?: Record<string, string> },
) => Promise<Response>;

export type TestIssuer = Awaited<ReturnType<typeof startIssuer>>;

/** The issuer as the web app runs it, on a database of its own or on a given one, its mails caught. */
export async function startIssuer(env: Record<string, string> = {}, given?: TestDatabase) {
  const database = given ?? (await createTestDatabase());
  const mails = await catchMails();
  const config = readConfig({
    BETTER_AUTH_URL: webUrl,
    API_URL: apiUrl,
    BETTER_AUTH_SECRETS: "1:a-secret-for-tests-that-protects-nothing",
    WEB_DATABASE_URL: database.webUrl,
    SMTP_URL: mails.smtpUrl,
    ...env,
  });
  const { db, close } = openAuthDatabase(config.WEB_DATABASE_URL);
  const issuer = createIssuer(config, db);
  const call: Call = (path, { body, cookie, headers } = {}) =>
    handleAuth(
      issuer,
      new Request(`${config.BETTER_AUTH_URL}/api/auth${path}`, {
        headers: {
          origin: config.BETTER_AUTH_URL,
          ...(body !== undefined && { "content-type": "application/json" }),
          ...(cookie && { cookie }),
          ...headers,
        },
        ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      }),
    );
  const send = (request: Request) => handleAuth(issuer, request);
  /** What somebody has got by mail, newest first. */
  const mailsTo = async (email: string): Promise<CaughtMail[]> => {
    await issuer.outbox.settled();
    return mails.to(email);
  };
  const stop = async () => {
    await issuer.outbox.settled();
    issuer.outbox.close();
    await Promise.all([close(), mails.stop()]);
    if (!given) await database.drop();
  };
  return { ...issuer, database, call, send, mailsTo, stop };
}

export type TestPerson = { name: string; email: string; password: string; cookie: string };

/** Somebody who has signed up, has confirmed their address and is signed in. All tests of the web app make people here. */
export async function signUp(
  { call, mailsTo }: Pick<TestIssuer, "call" | "mailsTo">,
  name: string,
  given: { email?: string } = {},
): Promise<TestPerson> {
  const person = { ...newPerson(name), ...given };
  const { email } = person;
  const response = await call("/sign-up/email", { body: person });
  if (!response.ok) throw new Error(`Sign-up was refused: ${response.status}`);
  const body = { token: tokenIn((await mailsTo(email))[0]) };
  const confirmed = await call("/verify-email", { body, cookie: cookieOf(response) });
  if (!confirmed.ok) throw new Error(`The link was refused: ${confirmed.status}`);
  return { ...person, cookie: cookieOf(confirmed) };
}

/** Somebody who has not signed up yet. */
export function newPerson(name: string): Omit<TestPerson, "cookie"> {
  const email = `${name.toLowerCase()}-${crypto.randomUUID()}@claimcheck.example`;
  return { name, email, password: crypto.randomUUID() };
}

/** The token of the link that a mail asks to follow. */
export function tokenIn(mail: CaughtMail | undefined): string {
  const [, token] = /[?&]token=([\w-]+)/.exec(mail?.Text ?? "") ?? [];
  if (!token) throw new Error(`There is no link in the mail: ${mail?.Subject}`);
  return token;
}

/** The session cookie that an answer sets. */
export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

/** A token of the person, taken apart. */
export async function tokenOf(call: Call, person: TestPerson) {
  const response = await call("/token", { cookie: person.cookie });
  if (!response.ok) throw new Error(`No token was given: ${response.status}`);
  const { token } = (await response.json()) as { token: string };
  return { token, ...decode(token) };
}

/** Header and claims of a token, unverified. */
export function decode(token: string) {
  const [header = {}, claims = {}] = token
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>);
  return { header, claims };
}
