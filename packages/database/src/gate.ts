import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type pg from "pg";

/**
 * A drizzle instance on one client that takes no query after `close`: one that comes late, because
 * nobody awaited it, would run in the transaction of the connection's next user.
 */
export function openGate(client: pg.PoolClient): {
  tx: NodePgDatabase;
  used(): boolean;
  /** What Postgres said of the first query that failed; those sent behind it fail for that alone. */
  failure(): unknown;
  close(): void;
} {
  let used = false;
  let failure: unknown;
  let open = true;
  const guarded = new Proxy(client, {
    get(target, key) {
      if (key !== "query") return Reflect.get(target, key);
      if (!open) throw new Error("the transaction is over: await every query in it");
      used = true;
      return (...asked: Parameters<typeof target.query>) => {
        const answer: unknown = target.query(...asked);
        if (answer instanceof Promise)
          answer.catch((error: unknown) => {
            failure ??= error;
          });
        return answer;
      };
    },
  });
  return {
    tx: drizzle({ client: guarded }),
    used: () => used,
    failure: () => failure,
    close() {
      open = false;
    },
  };
}
