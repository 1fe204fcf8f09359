import { jwks } from "@claimcheck/database/schema/auth";
import { desc, type SQL, sql } from "drizzle-orm";
import type { AuthDatabase } from "./database.ts";

/** Seconds that a key stays published beyond the last token it can have signed: clock differences, twice. */
const marginSeconds = 10;

/**
 * next: published, doesn't sign yet. signing: signs every token. retiring: its last tokens still live.
 * retired: none of its tokens lives any more, so it isn't published and the next step removes it.
 */
type KeyState = "next" | "signing" | "retiring" | "retired";
export type StoredKey = typeof jwks.$inferSelect & {
  state: KeyState;
  /** When it stops being published; undefined while no other key has taken over. */
  endsAt?: Date;
};

/** What reads and writes keys: the database, or a transaction on it. */
export type KeyDatabase = Pick<AuthDatabase, "select" | "insert" | "update" | "delete" | "execute">;

/**
 * The database's clock, and not the start of the transaction, which may have waited for the lock. Cut to the
 * millisecond that is stored: rounded up, a key that signs from now on would sign a moment later.
 */
export const presently: SQL<string> = sql`date_trunc('milliseconds', clock_timestamp())`;

/**
 * All keys, the latest to sign first. Their states follow from the database's clock alone, so that every
 * process agrees on who signs and nothing has to run for a key to be promoted. `tokenLife` is in seconds.
 */
export async function readKeys(db: KeyDatabase, tokenLife: number): Promise<StoredKey[]> {
  const rows = await db.select({ key: jwks, now: presently }).from(jwks).orderBy(desc(jwks.signsFrom), desc(jwks.id));
  let successor: Date | undefined;
  return rows.map(({ key, now }) => {
    const at = new Date(now);
    if (key.signsFrom > at) return { ...key, state: "next" };
    const endsAt = successor && new Date(successor.getTime() + (tokenLife + marginSeconds) * 1000);
    successor = key.signsFrom;
    if (!endsAt) return { ...key, state: "signing" };
    return { ...key, endsAt, state: endsAt > at ? "retiring" : "retired" };
  });
}

export function signingKey(keys: readonly StoredKey[]): StoredKey | undefined {
  return keys.find(({ state }) => state === "signing");
}

/** Makes whoever changes keys wait for whoever does so already, in any process, until the transaction ends. */
export async function lockKeys(tx: KeyDatabase): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('claimcheck:signing-key'))`);
}
