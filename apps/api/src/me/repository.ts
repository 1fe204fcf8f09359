import type { Activity } from "@claimcheck/contract/activity";
import type { AsUser } from "@claimcheck/database/as-user";
import { auditEvent } from "@claimcheck/database/schema/audit";
import { and, desc, eq, lt, type SQL } from "drizzle-orm";

const ownedBy = (userUuid: string): SQL | undefined => eq(auditEvent.userId, userUuid);

/** The history of one account. `ownRows` is lock one, and a parameter so that a test can take it away. */
export function createActivityRepository(asUser: AsUser, ownRows = ownedBy) {
  return {
    /** Newest first; the events after `afterId`, at most `limit`. */
    async list(userUuid: string, limit: number, afterId: string | undefined): Promise<Activity[]> {
      const rows = await asUser(userUuid, "read", (tx) =>
        tx
          .select()
          .from(auditEvent)
          .where(and(ownRows(userUuid), afterId ? lt(auditEvent.id, afterId) : undefined))
          .orderBy(desc(auditEvent.id))
          .limit(limit),
      );
      return rows.map(({ userId: _owner, at, ...row }) => ({ ...row, at: at.toISOString() }));
    },
  };
}
