import { createHash } from "node:crypto";
import { rateLimit } from "@claimcheck/database/schema/auth";
import { APIError } from "better-auth/api";
import { eq, or, sql } from "drizzle-orm";
import type { AuthDatabase } from "./database.ts";
import { type HookContext, whoAsks } from "./hook-context.ts";
import { knownDevice } from "./known-device.ts";
import { consume } from "./rate-limit.ts";

/** Passwords that may be tried on one account; a right one starts anew. */
const guesses = { window: 15 * 60, max: 20 };
const sixAnHour = { window: 3600, max: 6 };
/** Mails of one kind that one address may get, whoever asks for them. */
const mails = [{ window: 60, max: 1 }, sixAnHour];

/** Requests that make a mail, and where in their body its address is. */
const mailRequests: Readonly<Record<string, string>> = {
  "/send-verification-email": "email",
  "/request-password-reset": "email",
};

/** An account by its address, for counting: the same for one that doesn't exist, and not the address itself. */
export function accountKey(email: string): string {
  return createHash("sha256").update(email.trim().toLowerCase()).digest("base64url");
}

/** Counts a mail of a kind to an address; gives the seconds to wait if it is one too many. */
export async function countMail(db: AuthDatabase, kind: string, email: string): Promise<number | null> {
  for (const rule of mails) {
    const { allowed, retryAfter } = await consume(db, `mail${rule.window}:${kind}:${accountKey(email)}`, rule);
    if (!allowed) return retryAfter;
  }
  return null;
}

export type AccountLimits = ReturnType<typeof accountLimits>;

/**
 * Limits by account, beside those by the caller's address. They count before anything is looked up, so that an
 * account which doesn't exist is limited in the same way. A browser that its owner has signed in with has a count of
 * its own, which guesses from elsewhere don't use up; so has one in which a mailed link has set a new password.
 */
export function accountLimits(db: AuthDatabase) {
  const count = async (key: string, rule = guesses): Promise<void> => {
    const { allowed, retryAfter } = await consume(db, key, rule);
    if (!allowed) refuse(retryAfter);
  };
  const forget = async (key: string): Promise<void> => {
    await db.delete(rateLimit).where(eq(rateLimit.key, key));
  };
  const signInKey = async (ctx: HookContext, account: string) =>
    `sign-in:${(await knownDevice(ctx, account)) ?? account}`;
  const proofKey = (email: string) => `proof:${accountKey(email)}`;

  /**
   * Counts a mail to the address that an account is to have: six an hour from each account. The first that an account
   * asks for within an hour goes out in any case, so that strangers can't keep an address's owner from using it; further
   * ones to the same address count together, whichever account asks for them.
   */
  const countChange = async (userId: string, newEmail: string): Promise<void> => {
    await count(`change-email:${userId}`, sixAnHour);
    const address = accountKey(newEmail);
    const first = await consume(db, `change-email:${userId}:${address}`, { ...sixAnHour, max: 1 });
    if (!first.allowed) await count(`change-email:again:${address}`, sixAnHour);
  };

  return {
    /** Counts a request; throws a 429 that says how long to wait. */
    beforeRequest: async (ctx: HookContext): Promise<void> => {
      const { path, body } = ctx;
      if (path === "/change-email" || path === "/resend-change-email") {
        const { user } = await whoAsks(ctx);
        return countChange(user.id, String(body?.newEmail ?? ""));
      }
      // For every address, so that the wait doesn't tell which of them had no account.
      if (path === "/sign-up/email") await countMail(db, "/send-verification-email", String(body?.email ?? ""));
      const email = body?.[path === "/sign-in/email" ? "email" : (mailRequests[path] ?? "")];
      if (typeof email !== "string") return;
      if (path === "/sign-in/email") return count(await signInKey(ctx, accountKey(email)));
      const wait = await countMail(db, path, email);
      if (wait !== null) refuse(wait);
    },
    /** Whoever knows the password is no guesser. */
    passwordWasRight: async (ctx: HookContext, email: string) => forget(await signInKey(ctx, accountKey(email))),
    /** Whoever reads the account's mail isn't, either. */
    passwordWasReset: async (email: string): Promise<void> => {
      const key = `sign-in:${accountKey(email)}`;
      // With those of the browsers that it is known by.
      await db.delete(rateLimit).where(or(eq(rateLimit.key, key), sql`starts_with(${rateLimit.key}, ${`${key}.`})`));
    },

    /** The same for a password that somebody who is signed in has to give once more. */
    beforeProof: (email: string) => count(proofKey(email)),
    proofWasRight: (email: string) => forget(proofKey(email)),
  };
}

function refuse(wait: number | null): never {
  const seconds = String(wait ?? 60);
  throw new APIError(
    "TOO_MANY_REQUESTS",
    { code: "TOO_MANY_REQUESTS", message: `Wait ${seconds} seconds` },
    { "x-retry-after": seconds },
  );
}
