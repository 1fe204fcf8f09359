import type { AsUser } from "@claimcheck/database/as-user";
import { databaseCode } from "@claimcheck/database/errors";
import { ProblemError } from "./problem.ts";
import { currentRequest } from "./request-id.ts";

/** Postgres undid the transaction in favour of another one, and it may well succeed when it is done again. */
const lost = /^(40001|40P01)$/;

/**
 * What each transaction that writes is held to: it keeps nothing once its caller was told that the answer takes too
 * long, since the caller will try again; and one that lost against another is done once more.
 */
export function carefulWrites(asUser: AsUser): AsUser {
  return async (caller, access, work) => {
    if (access === "read") return asUser(caller, access, work);
    const attempt = () =>
      asUser(caller, access, async (tx) => {
        const given = await work(tx);
        if (currentRequest()?.tooLate) throw new ProblemError("unavailable");
        return given;
      });
    try {
      return await attempt();
    } catch (error) {
      if (!lost.test(databaseCode(error) ?? "")) throw error;
      return attempt();
    }
  };
}
