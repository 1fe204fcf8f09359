import { setTimeout as delay } from "node:timers/promises";
import { watchLaunchers } from "./launcher-watch.ts";
import type { Stack } from "./start-stack.ts";

/** After this the process ends anyway, and whatever still runs ends with its channel to us. */
const stopLimitMs = 4000;

type End = { line: string; exitCode: number };

/**
 * Keeps a stack running until a signal, the end of whoever launched us, or a crash of a part; then stops it.
 * `ready` is called once it runs. Gives the exit code.
 */
export async function supervise(
  start: (signal: AbortSignal) => Promise<Stack>,
  ready: (stack: Stack) => void,
): Promise<number> {
  const { promise: ended, resolve: end } = Promise.withResolvers<End>();
  const aborted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => end({ line: "Stopping.", exitCode: 0 }));
  }
  watchLaunchers(() => end({ line: "Whoever started this is gone; stopping.", exitCode: 0 }));
  // Nobody may be reading any more; that mustn't keep us from stopping in good order.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

  const starting = start(aborted.signal);
  const running = starting.then(async (stack) => {
    ready(stack);
    return { line: `${await stack.crashed} Stopping everything.`, exitCode: 1 };
  });
  const { line, exitCode } = await Promise.race([ended, running]);
  console.error(line);
  aborted.abort();
  const stopped = starting.then(
    (stack) => stack.stop(),
    () => {},
  );
  if ((await Promise.race([stopped, delay(stopLimitMs, "late")])) === "late") process.exit(exitCode);
  return exitCode;
}
