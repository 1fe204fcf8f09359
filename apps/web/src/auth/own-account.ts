import { account, passkey, session as sessions } from "@claimcheck/database/schema/auth";
import { and, desc, eq, gt, sql } from "drizzle-orm";
import { deviceOf } from "./device.ts";
import type { Issuer } from "./handle.ts";
import { isFresh } from "./own-proof.ts";

/** Ids are those that /revoke-session, /unlink-account and /passkey/delete-passkey take; no token is among them. */
export type OwnAccount = {
  name: string;
  email: string;
  hasPassword: boolean;
  /** Signed in lately: only then may ways to sign in be added, and much be changed without a password. */
  fresh: boolean;
  providers: { id: string; provider: string; since: string }[];
  passkeys: { id: string; name: string | null; since: string }[];
  /** The one in use first, then by their last use. */
  sessions: { id: string; device: string; network: string | null; lastUse: string; current: boolean }[];
};

/** The account of whoever sends these headers, as its owner sees it; undefined when nobody is signed in. */
export async function readOwnAccount({ auth, db }: Issuer, headers: Headers): Promise<OwnAccount | undefined> {
  const signedIn = await auth.api.getSession({ headers, query: { disableRefresh: true } });
  if (!signedIn) return undefined;
  const { user, session } = signedIn;
  const [accounts, passkeys, open] = await Promise.all([
    db.select().from(account).where(eq(account.userId, user.id)).orderBy(account.createdAt),
    db.select().from(passkey).where(eq(passkey.userId, user.id)).orderBy(passkey.createdAt),
    db
      .select({
        id: sessions.id,
        userAgent: sessions.userAgent,
        network: sql<string | null>`public.network_of(${sessions.ipAddress})`,
        updatedAt: sessions.updatedAt,
      })
      .from(sessions)
      .where(and(eq(sessions.userId, user.id), gt(sessions.expiresAt, sql`now()`)))
      .orderBy(desc(sql`${sessions.id} = ${session.id}`), desc(sessions.updatedAt)),
  ]);
  return {
    name: user.name,
    email: user.email,
    hasPassword: accounts.some(({ password }) => password !== null),
    fresh: isFresh(session),
    providers: accounts
      .filter(({ providerId }) => providerId !== "credential")
      .map(({ id, providerId, createdAt }) => ({ id, provider: providerId, since: createdAt.toISOString() })),
    passkeys: passkeys.map(({ id, name, createdAt }) => ({ id, name, since: createdAt.toISOString() })),
    sessions: open.map(({ id, userAgent, network, updatedAt }) => ({
      id,
      device: deviceOf(userAgent),
      network,
      lastUse: updatedAt.toISOString(),
      current: id === session.id,
    })),
  };
}
