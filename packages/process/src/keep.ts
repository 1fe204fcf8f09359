import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What to run, and how it ends. */
export type Spec = {
  command: string;
  args: readonly string[];
  cwd: string;
  /** The child's whole environment. */
  env: Readonly<Record<string, string | undefined>>;
  uid?: number | undefined;
  gid?: number | undefined;
  /** Asks the child to end; SIGKILL follows after `graceMs`. */
  stopSignal?: NodeJS.Signals | undefined;
  graceMs?: number | undefined;
};

export type Exit = { code: number | null; signal: string | null };

/** What the keeper tells its supervisor. */
export type Report = { started: number } | { line: string } | { exit: Exit };

export type Kept = {
  /** The keeper's process id. */
  readonly pid: number;
  /** How the child ended; never rejects. A command that can't be run ends with code 127. */
  readonly exited: Promise<Exit>;
  /** Ends the child and all it started; resolves once they are gone. */
  stop(): Promise<void>;
};

const keeper = fileURLToPath(new URL("./keeper.ts", import.meta.url));

/**
 * Runs a command that can't outlive this process, not even after `kill -9`: a keeper stands between,
 * outside of our process group, and ends the command when its channel to us closes.
 */
export function keepChild({ onLine, ...spec }: Spec & { onLine?: ((line: string) => void) | undefined }): Kept {
  const { PATH, SystemRoot } = process.env;
  const child = spawn(process.execPath, [keeper], {
    detached: true,
    windowsHide: true,
    // The command's own environment travels over the channel, so that no process list shows it.
    env: { NODE_NO_WARNINGS: "1", ...(PATH && { PATH }), ...(SystemRoot && { SystemRoot }) },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  let started: number | undefined;
  let reported = false;

  child.on("message", (report: Report) => {
    if ("line" in report) onLine?.(report.line);
    else if ("started" in report) started = report.started;
    else {
      reported = true;
      child.once("exit", () => resolve(report.exit));
    }
  });
  child.once("error", (error) => {
    onLine?.(error.message);
    if (child.pid === undefined) resolve({ code: 127, signal: null });
  });
  child.once("exit", (code, signal) => {
    if (reported) return;
    // Somebody killed the keeper: what it kept mustn't stay behind.
    if (started) killTree(started, "SIGKILL");
    resolve({ code, signal });
  });
  child.send(spec satisfies Spec, () => {});

  return {
    pid: child.pid ?? 0,
    exited,
    async stop() {
      if (child.connected) child.send("stop", () => {});
      await exited;
    },
  };
}

/** Signals a process group by its leader; on Windows, where nothing can be asked to end, kills the tree. */
export function killTree(leader: number, signal: NodeJS.Signals): void {
  if (process.platform === "win32") {
    spawn("taskkill", ["/PID", String(leader), "/T", "/F"], { windowsHide: true }).on("error", () => {});
    return;
  }
  try {
    process.kill(-leader, signal);
  } catch {
    // It has ended already.
  }
}
