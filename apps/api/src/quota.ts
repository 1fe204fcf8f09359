import type { Tx } from "@claimcheck/database/as-user";
import { sql } from "drizzle-orm";
import { ProblemError } from "./problem.ts";

/** Makes those wait who add rows of this person at the same time, so that counting them holds until the end. */
export function lockQuota(tx: Tx, userUuid: string) {
  return tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`quota ${userUuid}`}, 0))`);
}

/** Throws quota_reached, which rolls back what was added. */
export function assertQuota(count: number, max: number, what: string): void {
  if (count <= max) return;
  const most = max.toLocaleString("en");
  throw new ProblemError("quota_reached", { detail: `There can be at most ${most} ${what}.` });
}
