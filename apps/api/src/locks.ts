import type { Tx } from "@claimcheck/database/as-user";
import { sql } from "drizzle-orm";
import { tooManyAtOnce } from "./places.ts";
import { ProblemError } from "./problem.ts";

/*
 * Locks of one user, held until the transaction ends. They are taken before any row's, so that two transactions never
 * wait for each other.
 */

/** One import of a user runs at a time, whichever process has it. Throws too_many_requests instead of waiting. */
export async function lockImport(tx: Tx, userUuid: string): Promise<void> {
  const { rows } = await tx.execute<{ free: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${`import ${userUuid}`}, 0)) as free`,
  );
  if (!rows[0]?.free) throw importRunning();
}

/** For a user who sends an import while another one runs. */
export function importRunning(): ProblemError {
  return tooManyAtOnce("Another import of yours is running.");
}

/** Keeps this person's tags as they are while they are put on tasks; many may do that at once. */
export function holdTags(tx: Tx, userUuid: string) {
  return tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended(${`tags ${userUuid}`}, 0))`);
}

/** Before a tag is changed or deleted: waits until nobody puts tags on tasks, so that each task is told. */
export function lockTags(tx: Tx, userUuid: string) {
  return tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`tags ${userUuid}`}, 0))`);
}

/**
 * Throws quota_reached, which rolls back what was added. Rows are counted without a lock, so that the writes of a user
 * don't wait for each other: each transaction that runs at the same time may add what the others don't see yet.
 */
export function assertQuota(count: number, max: number, what: string): void {
  if (count <= max) return;
  const most = max.toLocaleString("en");
  throw new ProblemError("quota_reached", { detail: `There can be at most ${most} ${what}.` });
}
