import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type pg from "pg";
import { accessError, databaseCode, writeError } from "./errors.ts";
import { openGate } from "./gate.ts";

/** What asks within the transaction of one user. It has no transactions of its own, and ends with it. */
export type Tx = Omit<NodePgDatabase, "transaction" | "$client">;

/** Who asks: the account and the session that an access token names, such as the API's principal. */
export type Caller = Readonly<{
  userUuid: string;
  /** The session's id; never its token. */
  sid: string;
}>;

/**
 * Runs `work` in one transaction that Postgres binds to one user's rows.
 * - `caller`: whose rows, and the session that has to be open. `access`: a `read` can't write (SQLSTATE 25006).
 * - `work` gives back a drizzle query without awaiting it: BEGIN, user, query and COMMIT then go out in one
 *   flight. Or it is an async function: COMMIT follows it, or ROLLBACK if it throws.
 *
 * Returns the result of the work. Throws AccountGoneError, AccountDisabledError, SessionEndedError, or what
 * Postgres or the work throws; nothing is kept then.
 */
export type AsUser = <T>(caller: Caller, access: "read" | "write", work: (tx: Tx) => PromiseLike<T>) => Promise<T>;

/** What queries are told that were sent behind one that failed. */
const inFailedTransaction = "25P02";
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Makes asUser() on a pool.
 * - `requestId`: what Postgres shows as the application's name while the transaction lasts, so that a line in its log
 *   leads to the request.
 * - `named`: whether the statement that sets the user is planned once for each connection. Behind a pooler that lends
 *   another connection to each transaction, and doesn't know of names, it can't be.
 */
export function createAsUser(
  pool: pg.Pool,
  { requestId = () => "", named = true }: { requestId?: () => string; named?: boolean } = {},
): AsUser {
  return async ({ userUuid, sid }, access, work) => {
    if (!uuidForm.test(userUuid)) throw new TypeError("asUser takes the uuid of a user");
    const client = await pool.connect();
    const gate = openGate(client);

    const begun = client.query(access === "read" ? "BEGIN READ ONLY" : "BEGIN READ WRITE");
    const userSet = client.query({
      ...(named && { name: "set_user" }),
      text: "SELECT public.set_user($1, $2, $3)",
      values: [userUuid, sid, requestId()],
    });
    const { answer, inFlight } = start(() => work(gate.tx));
    const end = (command: "COMMIT" | "ROLLBACK") => {
      gate.close();
      return client.query(command);
    };
    const ended =
      inFlight && gate.used()
        ? end("COMMIT")
        : answer.then(
            () => end("COMMIT"),
            () => end("ROLLBACK"),
          );
    const [begin, user, result, last] = await Promise.allSettled([begun, userSet, answer, ended]);

    // A connection in an unknown state goes away, and with it whatever might be open on it.
    const broken = begin.status === "rejected" || last.status === "rejected";
    client.release(broken || client.getTransactionStatus() !== "I");

    // A standby begins no transaction that may write (0A000). One that the server made read-only writes nothing (25006).
    if (begin.status === "rejected") throw writeError(begin.reason, ["0A000"]);
    if (user.status === "rejected") throw accessError(user.reason);
    if (result.status === "rejected") {
      const reason =
        databaseCode(result.reason) === inFailedTransaction ? (gate.failure() ?? result.reason) : result.reason;
      throw access === "write" ? writeError(reason, ["25006"]) : reason;
    }
    if (last.status === "rejected") throw last.reason;
    // Postgres answers COMMIT with ROLLBACK after a failed statement, even if the work swallowed the failure.
    if (last.value.command !== "COMMIT") throw new Error("the transaction was rolled back");
    return result.value;
  };
}

/** Starts the work. A drizzle query is no Promise yet: its then() sends it, before it returns. */
function start<T>(work: () => PromiseLike<T>): { answer: Promise<T>; inFlight: boolean } {
  try {
    const asked = work();
    if (asked instanceof Promise) return { answer: asked, inFlight: false };
    return {
      answer: new Promise((resolve, reject) => asked.then(resolve, reject)),
      inFlight: true,
    };
  } catch (error) {
    return { answer: Promise.reject(error), inFlight: false };
  }
}
