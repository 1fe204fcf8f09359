import { createHash } from "node:crypto";
import type { ActivityKind } from "@claimcheck/contract/activity";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { sql } from "drizzle-orm";
import { callerIpHeader } from "./caller-ip.ts";
import type { AuthDatabase } from "./database.ts";
import { describeError } from "./log.ts";

/** How a session ends, by the endpoint that ended it. Others only tidy up what had ended before. */
const endings: Readonly<Record<string, ActivityKind>> = {
  "/sign-out": "signed_out",
  "/change-password": "session_revoked",
  "/admin/ban-user": "session_revoked",
  "/admin/revoke-user-sessions": "session_revoked",
};

type Ended = { id: string; userId: string; ipAddress?: string | null | undefined };

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

    /** After each endpoint: a sign-in that was refused. An address that nobody has is for the log only. */
    afterEndpoint: createAuthMiddleware(async ({ path, body, headers, context }) => {
      const { returned } = context;
      if (path !== "/sign-in/email" || !(returned instanceof APIError)) return;
      if (returned.body?.code !== "INVALID_EMAIL_OR_PASSWORD") return;
      const email = String(body?.email ?? "").toLowerCase();
      const written = await write("sign_in_failed", sql`u.email = ${email}`, headers?.get(callerIpHeader));
      if (written?.rowCount === 0) {
        const hash = createHash("sha256").update(email).digest("hex").slice(0, 8);
        console.info(`auth sign_in_failed for an unknown address (${hash})`);
      }
    }),
  };
}
