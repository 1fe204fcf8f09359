import { setTimeout as after } from "node:timers/promises";
import pg from "pg";

const answerWithinMs = 3000;
const longestPauseMs = 5000;

export type Listener = {
  /** Whether messages arrive right now. */
  readonly listening: boolean;
  stop(): Promise<void>;
};

/**
 * Hears what is told on a channel of Postgres, on a connection of its own: LISTEN can't go through a pooler that lends
 * a connection for a transaction. Connects again by itself, with a growing pause, for as long as it isn't stopped.
 * `onReady` is called whenever messages arrive from now on: what was told before, since the last time, is lost.
 */
export function listen(options: {
  url: string;
  channel: string;
  /** On each new connection, before it is used; what it throws closes it. */
  onConnect?: (client: pg.Client) => Promise<void>;
  onMessage: (payload: string) => void;
  onReady: () => void;
  onLost: (error: Error) => void;
  /** How often the connection is checked; longer than an answer may take (3 s), except in tests. */
  checkEveryMs?: number;
}): Listener {
  const { checkEveryMs = 10_000 } = options;
  const stopping = new AbortController();
  let listening = false;

  /** One connection, until it fails. */
  async function hear(): Promise<void> {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: "claimcheck-events",
      connectionTimeoutMillis: answerWithinMs,
      query_timeout: answerWithinMs,
      keepAlive: true,
    });
    const lost = new AbortController();
    client.on("error", (error) => lost.abort(error));
    client.on("end", () => lost.abort(new Error("the connection ended")));
    // Neither a listener on a signal nor a promise that outlives this connection: each would be kept for ever.
    const over = AbortSignal.any([stopping.signal, lost.signal]);
    client.on("notification", ({ payload = "" }) => options.onMessage(payload));
    try {
      await client.connect();
      await options.onConnect?.(client);
      await client.query(`LISTEN ${client.escapeIdentifier(options.channel)}`);
      listening = true;
      options.onReady();
      // A server that vanished says nothing, so it is asked.
      for (;;) {
        await after(checkEveryMs, undefined, { signal: over }).catch(() => over.throwIfAborted());
        await client.query("SELECT 1");
      }
    } finally {
      listening = false;
      await client.end().catch(() => {});
    }
  }

  async function keepHearing(): Promise<void> {
    let pause = 100;
    while (!stopping.signal.aborted) {
      const since = performance.now();
      await hear().catch((error: Error) => {
        if (!stopping.signal.aborted) options.onLost(error);
      });
      const held = performance.now() - since > longestPauseMs;
      pause = held ? 100 : Math.min(2 * pause, longestPauseMs);
      await after(pause, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const done = keepHearing();
  return {
    get listening() {
      return listening;
    },
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
