import { rateLimit } from "@claimcheck/database/schema/auth";
import type { BetterAuthOptions } from "better-auth/minimal";
import { lt, sql } from "drizzle-orm";
import type { AuthDatabase } from "./database.ts";

const minute = 60;
/** Of all windows that anything counts in. */
const longestWindow = 3600;

/** What takes a secret, or makes a mail. */
const guessable = [
  "/sign-in/email",
  "/sign-up/email",
  "/send-verification-email",
  "/verify-email",
  "/request-password-reset",
  "/reset-password",
  "/change-email",
  "/resend-change-email",
  "/change-password",
  "/delete-user",
  "/passkey/verify-authentication",
];

/**
 * Attempts in a minute. Without a trusted address everybody shares one count for each path, so the
 * limits then only bound what one server does, and reads of one's own session aren't counted.
 */
export function rateLimits(db: AuthDatabase, addressKnown: boolean) {
  const perMinute = (max: number) => ({ window: minute, max });
  const guess = perMinute(addressKnown ? 10 : 100);
  const read = addressKnown ? perMinute(300) : false;
  return {
    enabled: true,
    ...perMinute(addressKnown ? 100 : 1000),
    customRules: {
      ...Object.fromEntries(guessable.map((path) => [path, guess])),
      "/sign-in/social": perMinute(addressKnown ? 30 : 300),
      "/token": read,
      "/get-session": read,
    },
    customStorage: { consume: (key, rule) => consume(db, key, rule) },
  } satisfies BetterAuthOptions["rateLimit"];
}

/**
 * Counts one attempt in a fixed window, in one statement. Better Auth's own storage starts a window
 * anew with each attempt, so that a steady trickle from many people ends in a refusal for all.
 */
export async function consume(db: AuthDatabase, key: string, rule: { window: number; max: number }) {
  const now = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
  const start = sql`case when ${rateLimit.lastRequest} + ${rule.window * 1000} <= ${now} then ${now} else ${rateLimit.lastRequest} end`;
  const count = sql`case when ${rateLimit.lastRequest} + ${rule.window * 1000} <= ${now} then 1 else least(${rateLimit.count}, ${rule.max}) + 1 end`;
  const [row] = await db
    .insert(rateLimit)
    .values({ id: crypto.randomUUID(), key, count: 1, lastRequest: now })
    .onConflictDoUpdate({ target: rateLimit.key, set: { count, lastRequest: start } })
    .returning({
      count: rateLimit.count,
      left: sql<number>`ceil((${rateLimit.lastRequest} + ${rule.window * 1000} - ${now}) / 1000.0)::int`,
    });
  if (!row) throw new Error("The attempt wasn't counted");
  // Now and then, because it looks at every row.
  if (row.count === 1 && Math.random() < 0.01) {
    await db.delete(rateLimit).where(lt(rateLimit.lastRequest, sql`${now} - ${longestWindow * 1000}`));
  }
  const allowed = row.count <= rule.max;
  return { allowed, retryAfter: allowed ? null : Math.max(1, row.left) };
}
