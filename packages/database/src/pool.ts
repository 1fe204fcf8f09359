import pg from "pg";

/** Longer than any request or statement of ours may take. */
const heldAtMostMs = 15_000;

/**
 * A pool of connections that send without waiting for the answer before (pipelining), so that a
 * transaction of several statements costs one round trip. Lost connections never end the process:
 * what was asked on them rejects, and the pool opens others.
 */
export function createPool(options: {
  url: string;
  applicationName: string;
  max?: number;
  /** Before a new connection is lent for the first time; what it throws closes it. */
  onConnect?: (client: pg.ClientBase) => Promise<void>;
}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.max ?? 10,
    ...(options.onConnect && { onConnect: options.onConnect }),
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: 3000,
    idleTimeoutMillis: 30_000,
    // The roles have shorter limits in Postgres; this one is for a server that doesn't answer at all.
    query_timeout: 15_000,
  });
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    client.on("error", () => {});
    client.once("end", () => setTimeout(() => takeBack(client), heldAtMostMs).unref());
  });
  return pool;
}

/** drizzle's transaction() never gives back a client on which BEGIN failed (drizzle-orm#6023); that would drain the pool. */
function takeBack(client: pg.PoolClient): void {
  try {
    client.release(true);
  } catch {
    // It was given back.
  }
}
