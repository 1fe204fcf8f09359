import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ToolError } from "../tool-error.ts";
import { processInfo } from "./processes.ts";

type Holder = {
  pid: number;
  started: string;
  ending: boolean;
  /** The owner's URL of the database it runs. The file is as private as the password beside the data. */
  ownerUrl?: string | undefined;
};

export type Lock = {
  /** Whether the one before us was killed, so that what it started may still be ending. */
  readonly leftover: boolean;
  /** Lets `pnpm db` find the database that we run. */
  share(ownerUrl: string): void;
  /** Tells those who wait that we are on our way out. */
  markEnding(): void;
  release(): void;
};

const pollMs = 100;
const noticeMs = 1500;
const endMs = 8000;

/** The process that holds the lock of a data folder; undefined when none lives. */
export function lockHolder(folder: string): Holder | undefined {
  const holder = read(lockFile(folder));
  return holder && processInfo(holder.pid)?.started === holder.started ? holder : undefined;
}

/**
 * Makes this process the only one that works with a data folder. Waits for one that is just ending;
 * takes over from one that was killed. Throws ToolError when another runs.
 */
export async function takeLock(folder: string): Promise<Lock> {
  mkdirSync(folder, { recursive: true });
  const file = lockFile(folder);
  const started = processInfo(process.pid)?.started ?? "";
  const me: Holder = { pid: process.pid, started, ending: false };
  const since = performance.now();
  let leftover = false;
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(me), { flag: "wx", mode: 0o600 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = lockHolder(folder);
    const waited = performance.now() - since;
    // Another may be about to write it right now.
    const unwritten = !read(file) && waited < noticeMs;
    if (!holder && !unwritten) {
      rmSync(file, { force: true });
      leftover = true;
    } else if (holder && waited > (holder.ending ? endMs : noticeMs)) {
      throw new ToolError(`Claimcheck already runs from this folder (process ${holder.pid}): stop that one first.`);
    } else await delay(pollMs);
  }
  const tell = (news: Partial<Holder>) => {
    try {
      writeFileSync(file, JSON.stringify(Object.assign(me, news)));
    } catch {
      // Somebody deleted the folder; that mustn't keep us from stopping the rest.
    }
  };
  return {
    leftover,
    share: (ownerUrl) => tell({ ownerUrl }),
    markEnding: () => tell({ ending: true, ownerUrl: undefined }),
    release: () => {
      if (read(file)?.pid === me.pid) rmSync(file, { force: true });
    },
  };
}

function lockFile(folder: string): string {
  return path.join(folder, "lock");
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}
