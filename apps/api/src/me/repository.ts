import type { Activity } from "@claimcheck/contract/activity";
import type { AsUser, Caller } from "@claimcheck/database/as-user";
import { auditEvent } from "@claimcheck/database/schema/audit";
import { and, desc, lt } from "drizzle-orm";
import { ownRows as own } from "../own-rows.ts";

/** The history of one account. */
export function createActivityRepository(asUser: AsUser, ownRows = own) {
  return {
    /** Newest first; the events after `afterId`, at most `limit`. */
    async list(caller: Caller, limit: number, afterId: string | undefined): Promise<Activity[]> {
      const after = afterId ? lt(auditEvent.id, afterId) : undefined;
      const rows = await asUser(caller, "read", (tx) =>
        tx
          .select()
          .from(auditEvent)
          .where(and(ownRows(auditEvent.userId, caller.userUuid), after))
          .orderBy(desc(auditEvent.id))
          .limit(limit),
      );
      return rows.map(({ userId: _owner, at, ...row }) => ({ ...row, at: at.toISOString() }));
    },
  };
}
