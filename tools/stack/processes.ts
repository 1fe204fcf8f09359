import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

export type ProcessInfo = {
  parent: number;
  /** When it started, in the system's own words: with the id it names a process for good. */
  started: string;
  command: string;
};

/** What the system knows of a process; undefined when it has ended. Windows only tells whether it lives. */
export function processInfo(pid: number): ProcessInfo | undefined {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      return parseStat(stat, readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    }
    if (process.platform !== "win32") {
      const columns = ["-o", "ppid=,stat=,lstart=,command=", "-p", String(pid)];
      return parsePs(spawnSync("ps", columns, { encoding: "utf8", env: { LC_ALL: "C" } }).stdout);
    }
    process.kill(pid, 0);
    return { parent: 0, started: "", command: "" };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "EPERM" ? { parent: 0, started: "", command: "" } : undefined;
  }
}

/** Whether that very process still runs. Cheap enough to ask twice a second. */
export function stillRuns(pid: number, started: string | undefined): boolean {
  if (process.platform !== "darwin") return processInfo(pid)?.started === started;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Reads /proc/<pid>/stat, see proc_pid_stat(5): the name in parentheses may itself hold any character. */
export function parseStat(stat: string, commandLine: string): ProcessInfo | undefined {
  const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (state === "Z" || state === "X") return undefined;
  const command = commandLine.replaceAll("\0", " ").trim();
  return { parent: Number(parent), started: rest[17] ?? "", command };
}

/** Reads one line of `ps -o ppid=,stat=,lstart=,command=`. */
export function parsePs(line: string): ProcessInfo | undefined {
  const found = /^\s*(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)/.exec(line);
  if (!found || found[2]?.startsWith("Z")) return undefined;
  return { parent: Number(found[1]), started: found[3] ?? "", command: found[4] ?? "" };
}
