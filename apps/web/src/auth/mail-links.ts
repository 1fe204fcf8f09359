import { createHash, randomBytes } from "node:crypto";
import { verification } from "@claimcheck/database/schema/auth";
import { and, eq, gt, lt, sql } from "drizzle-orm";
import type { AuthDatabase } from "./database.ts";

/** Seconds that a mailed link works. */
export const linkLife = 3600;

/** What a mailed link confirms. It stands in the database, so that the link itself tells nobody's address. */
export type MailLink = {
  userId: string;
  /** The account's address when the link was made; another one since then makes it void. */
  email: string;
  /** The address that it is to have. */
  newEmail?: string;
  /** Where the person goes from there: a path of ours. */
  next: string;
};

/** The database has only a hash of each link's token, so who reads it can't follow one. */
const identify = (token: string) => `mail-link:${createHash("sha256").update(token).digest("base64url")}`;

/** Keeps a link; gives the token that it carries. Removes what has ended, of links and of all else that waits there. */
export async function keepLink(db: AuthDatabase, link: MailLink): Promise<string> {
  await db.delete(verification).where(lt(verification.expiresAt, sql`now()`));
  const token = randomBytes(24).toString("base64url");
  await db.insert(verification).values({
    id: crypto.randomUUID(),
    identifier: identify(token),
    value: JSON.stringify(link),
    expiresAt: sql`now() + make_interval(secs => ${linkLife})`,
  });
  return token;
}

const living = (token: string) =>
  and(eq(verification.identifier, identify(token)), gt(verification.expiresAt, sql`now()`));

/** The link of a token, or undefined if there is none, any more. */
export async function findLink(db: AuthDatabase, token: string): Promise<MailLink | undefined> {
  const [row] = await db.select({ value: verification.value }).from(verification).where(living(token));
  return row && JSON.parse(row.value);
}

/** Whether such a link was made and still works. */
export async function isUnderWay(db: AuthDatabase, link: MailLink): Promise<boolean> {
  const same = and(eq(verification.value, JSON.stringify(link)), gt(verification.expiresAt, sql`now()`));
  return (await db.$count(verification, same)) > 0;
}

/** Uses a link up. Gives whether it still was there: of two at once, one succeeds. */
export async function consumeLink(db: Pick<AuthDatabase, "delete">, token: string): Promise<boolean> {
  const { rowCount } = await db.delete(verification).where(living(token));
  return rowCount === 1;
}

type Kept = { identifier: string; value: string; expiresAt: Date };
type VerificationStore = { internalAdapter: { createVerificationValue: (kept: Kept) => Promise<unknown> } };

/** Keeps a link to a new password as Better Auth does when somebody asks for one; gives the token that it carries. */
export async function keepResetToken({ internalAdapter }: VerificationStore, userId: string): Promise<string> {
  const token = randomBytes(24).toString("base64url");
  const expiresAt = new Date(Date.now() + linkLife * 1000);
  await internalAdapter.createVerificationValue({ identifier: `reset-password:${token}`, value: userId, expiresAt });
  return token;
}

/** Makes links to a new password void, which Better Auth keeps with nothing but the account's id as their value. */
export async function dropResetLinks(db: AuthDatabase, userId: string): Promise<void> {
  await db.delete(verification).where(eq(verification.value, userId));
}
