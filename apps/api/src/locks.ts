import type { Tx } from "@claimcheck/database/as-user";
import { sql } from "drizzle-orm";
import { ProblemError } from "./problem.ts";

/*
 * Locks of one person, held until the transaction ends. They are taken before any row's, the quota's before the tags',
 * so that two transactions never wait for each other.
 */

/** Makes those wait who add rows of this person at the same time, so that counting them holds until the end. */
export function lockQuota(tx: Tx, userUuid: string) {
  return tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`quota ${userUuid}`}, 0))`);
}

/** Keeps this person's tags as they are while they are put on tasks; many may do that at once. */
export function holdTags(tx: Tx, userUuid: string) {
  return tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended(${`tags ${userUuid}`}, 0))`);
}

/** Before a tag is changed or deleted: waits until nobody puts tags on tasks, so that each task is told. */
export function lockTags(tx: Tx, userUuid: string) {
  return tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`tags ${userUuid}`}, 0))`);
}

/** Throws quota_reached, which rolls back what was added. */
export function assertQuota(count: number, max: number, what: string): void {
  if (count <= max) return;
  const most = max.toLocaleString("en");
  throw new ProblemError("quota_reached", { detail: `There can be at most ${most} ${what}.` });
}
