import { createHash } from "node:crypto";
import { rateLimit } from "@claimcheck/database/schema/auth";
import { APIError } from "better-auth/api";
import { eq } from "drizzle-orm";
import type { AuthDatabase } from "./database.ts";
import { consume } from "./rate-limit.ts";

/** Passwords that may be tried on one account, from wherever; a right one starts anew. */
const guesses = { window: 15 * 60, max: 20 };
/** Mails of one kind that one address may get, whoever asks for them. */
const mails = [
  { window: 60, max: 1 },
  { window: 3600, max: 6 },
];

/** Requests that make a mail, and where in their body its address is. */
const mailRequests: Readonly<Record<string, string>> = {
  "/send-verification-email": "email",
  "/request-password-reset": "email",
  "/change-email": "newEmail",
};

/** An account by its address, for counting: the same for one that doesn't exist, and not the address itself. */
function keyOf(what: string, email: string): string {
  return `${what}:${createHash("sha256").update(email.trim().toLowerCase()).digest("base64url")}`;
}

/** Counts a mail of a kind to an address; gives the seconds to wait if it is one too many. */
export async function countMail(db: AuthDatabase, kind: string, email: string): Promise<number | null> {
  for (const rule of mails) {
    const { allowed, retryAfter } = await consume(db, keyOf(`mail${rule.window}:${kind}`, email), rule);
    if (!allowed) return retryAfter;
  }
  return null;
}

export type AccountLimits = ReturnType<typeof accountLimits>;

/**
 * Limits by account, beside those by the caller's address. They count before anything is looked up, so that an
 * account which doesn't exist is limited in the same way.
 */
export function accountLimits(db: AuthDatabase) {
  /** Counts a password that is tried on an account; throws a 429 that says how long to wait. */
  const countGuess = async (email: string): Promise<void> => {
    const { allowed, retryAfter } = await consume(db, keyOf("guess", email), guesses);
    if (!allowed) refuse(retryAfter);
  };

  return {
    countGuess,

    /** Counts what a request would make happen; throws a 429 that says how long to wait. */
    count: async (path: string, body: Record<string, unknown> = {}): Promise<void> => {
      const email = body[path === "/sign-in/email" ? "email" : (mailRequests[path] ?? "")];
      if (typeof email !== "string") return;
      if (path === "/sign-in/email") return countGuess(email);
      const wait = await countMail(db, path, email);
      if (wait !== null) refuse(wait);
    },

    /** Whoever knows the password, or reads the account's mail, is no guesser. */
    forgetGuesses: async (email: string): Promise<void> => {
      await db.delete(rateLimit).where(eq(rateLimit.key, keyOf("guess", email)));
    },
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
