import { watch } from "node:fs";
import { type Exit, type Kept, keepChild } from "@claimcheck/process/keep";

const settleMs = 100;
const startMs = 5000;

/**
 * Keeps a child like keepChild, and starts it again when a file below `folders` changes. `exited` tells of a
 * crash only; a child that an edit keeps from starting waits for the next edit instead.
 */
export function keepRestarting(spec: Parameters<typeof keepChild>[0], folders: readonly string[]): Kept {
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  let stopped = false;
  let edited = false;
  let queue = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let kept = begin();

  function begin(): Kept {
    const child = keepChild(spec);
    const since = performance.now();
    child.exited.then((exit) => {
      if (child !== kept || stopped) return;
      const brokenEdit = edited && performance.now() - since < startMs;
      if (brokenEdit) spec.onLine?.(`ended with code ${exit.code}; waiting for the next change`);
      else end(exit);
    });
    return child;
  }

  async function restart(): Promise<void> {
    if (stopped) return;
    edited = true;
    const old = kept;
    kept = { ...old };
    await old.stop();
    if (!stopped) kept = begin();
  }

  function end(exit: Exit): void {
    stopped = true;
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
    resolve(exit);
  }

  const restartSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      queue = queue.then(restart);
    }, settleMs);
  };
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, restartSoon).on("error", ({ message }) =>
      spec.onLine?.(`changes aren't noticed: ${message}`),
    ),
  );

  return {
    get pid() {
      return kept.pid;
    },
    exited,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await queue;
      await kept.stop();
      end({ code: 0, signal: null });
    },
  };
}
