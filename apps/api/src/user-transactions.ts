import type { AsUser } from "@claimcheck/database/as-user";
import { tooManyAtOnce } from "./places.ts";
import { ProblemError } from "./problem.ts";
import { currentRequest } from "./request-id.ts";

export type TransactionLimits = {
  /** Transactions of one user that run at the same time in this process. */
  running: number;
  /** Transactions of one user that may wait for one of those to end. */
  waiting: number;
  /** Milliseconds that one of them may wait. */
  waitMs: number;
};

/** A pool of ten connections has room for two such users and some of everyone else. */
const usual: TransactionLimits = { running: 4, waiting: 16, waitMs: 2000 };

type Waiter = { start: () => void; refuse: (error: unknown) => void };
type Line = { running: number; waiting: Set<Waiter> };

/**
 * Limits how many transactions of one user run at the same time, so that no user holds every connection of the pool.
 * Further ones wait in order without a connection. Returns an `asUser` that throws too_many_requests where too many wait
 * or one has waited too long, and unavailable where the request was answered meanwhile.
 */
export function limitEachUser(asUser: AsUser, limits: TransactionLimits = usual): AsUser {
  const lines = new Map<string, Line>();

  async function enter(userUuid: string): Promise<Line> {
    const line = lines.get(userUuid) ?? { running: 0, waiting: new Set() };
    lines.set(userUuid, line);
    if (line.running < limits.running) {
      line.running += 1;
      return line;
    }
    if (line.waiting.size >= limits.waiting) throw tooManyAtOnce("There are too many requests of yours at once.");
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { start: resolve, refuse: reject };
    line.waiting.add(waiter);
    const timer = setTimeout(() => {
      line.waiting.delete(waiter);
      waiter.refuse(tooManyAtOnce("Your other requests took too long."));
    }, limits.waitMs);
    await promise.finally(() => clearTimeout(timer));
    return line;
  }

  function leave(userUuid: string, line: Line): void {
    const [next] = line.waiting;
    if (next) {
      // The place goes to the next one, so `running` stays as it is.
      line.waiting.delete(next);
      next.start();
    } else {
      line.running -= 1;
      if (line.running === 0) lines.delete(userUuid);
    }
  }

  return async (caller, access, work) => {
    const { userUuid } = caller;
    const line = await enter(userUuid);
    try {
      if (currentRequest()?.tooLate) throw new ProblemError("unavailable");
      return await asUser(caller, access, work);
    } finally {
      leave(userUuid, line);
    }
  };
}
