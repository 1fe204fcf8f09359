import { createHash } from "node:crypto";
import type { ActivityKind } from "@claimcheck/contract/activity";
import { sql } from "drizzle-orm";
import type { AuthDatabase } from "./database.ts";
import { describeError } from "./log.ts";

/** How a session ends, by the endpoint that ended it. Others only tidy up what had ended before. */
const endings: Readonly<Record<string, ActivityKind>> = {
  "/sign-out": "signed_out",
  "/change-password": "session_revoked",
  "/reset-password": "session_revoked",
  "/revoke-session": "session_revoked",
  "/revoke-other-sessions": "session_revoked",
  "/admin/ban-user": "session_revoked",
  "/admin/revoke-user-sessions": "session_revoked",
};

type Ended = { id: string; userId: string; ipAddress?: string | null | undefined };

export type AuditHooks = ReturnType<typeof auditHooks>;

/**
 * What Better Auth's hooks add to the history of accounts; triggers write the rest of it. The answer never
 * depends on it: an event that can't be written is one line in the log.
 */
export function auditHooks(db: AuthDatabase) {
  const write = async (kind: ActivityKind, whose: ReturnType<typeof sql>, address: unknown) => {
    // The same statement, and the same work, for an account that isn't there.
    const statement = sql`insert into audit_event (user_id, kind, network)
      select u.uuid, ${kind}, public.network_of(${address ?? ""}) from "user" u where ${whose}`;
    return db.execute(statement).catch((error) => {
      console.error(`audit ${kind} wasn't written: ${describeError(error)}`);
    });
  };

  return {
    /** `own`: the session of whoever asked. A new password replaces it by another, so they stay signed in. */
    sessionEnded: async ({ id, userId, ipAddress }: Ended, path: string | undefined, own: string | undefined) => {
      const kind = path === "/change-password" && id === own ? undefined : endings[path ?? ""];
      if (kind) await write(kind, sql`u.id = ${userId}`, ipAddress);
    },

    /** By a mailed link; that the password is another one, a trigger tells. */
    passwordReset: (userId: string, ip: string | null | undefined) =>
      write("password_reset", sql`u.id = ${userId}`, ip),

    /** A sign-in that was refused. An address that nobody has is for the log only. */
    signInFailed: async (address: string, ip: string | null | undefined) => {
      const email = address.toLowerCase();
      const written = await write("sign_in_failed", sql`u.email = ${email}`, ip);
      if (written?.rowCount === 0) {
        const hash = createHash("sha256").update(email).digest("hex").slice(0, 8);
        console.info(`auth sign_in_failed for an unknown address (${hash})`);
      }
    },
  };
}
