import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type pg from "pg";

/**
 * A drizzle instance on one client that takes no query after `close`: one that comes late, because
 * nobody awaited it, would run in the transaction of the connection's next user.
 */
export function openGate(client: pg.PoolClient): {
  tx: NodePgDatabase;
  used(): boolean;
  close(): void;
} {
  let used = false;
  let open = true;
  const guarded = new Proxy(client, {
    get(target, key) {
      if (key !== "query") return Reflect.get(target, key);
      if (!open) throw new Error("the transaction is over: await every query in it");
      used = true;
      return target.query.bind(target);
    },
  });
  return {
    tx: drizzle({ client: guarded }),
    used: () => used,
    close() {
      open = false;
    },
  };
}
