import path from "node:path";
import { processInfo, stillRuns } from "./processes.ts";

const pollMs = 500;
const launcher = /^(npm|npx|pnpm|pnpx|pn|pnx)(-cli)?$/;
const shell = /^(sh|bash|dash|zsh|ash|ksh|cmd)$/;

/** Whether a command line is a package manager's, a shell's, or another's. */
export function kindOf(command: string): "launcher" | "shell" | "other" {
  const words = command.split(/\s+/);
  // npm runs under node, pnpm's older versions too: then the script is what tells.
  const [first = "", second = ""] = words.map((word) => path.parse(word.replaceAll("\\", "/")).name);
  const name = first === "node" ? second : first;
  if (launcher.test(name)) return "launcher";
  return shell.test(name.replace(/^-/, "")) ? "shell" : "other";
}

/**
 * The processes that launched one, nearest first: up through package managers and the shells between
 * them, to the topmost package manager. What stands above, such as a terminal's shell, isn't among them.
 */
export function launchersOf(pid: number, look = processInfo): number[] {
  const chain: number[] = [];
  let length = 0;
  for (let at = look(pid)?.parent ?? 0; at > 1; ) {
    const info = look(at);
    const kind = info ? kindOf(info.command) : "other";
    if (!info || kind === "other") break;
    chain.push(at);
    if (kind === "launcher") length = chain.length;
    at = info.parent;
  }
  return chain.slice(0, length);
}

/**
 * Calls `gone` once when a process that launched us disappears. npm passes no signal on when it is
 * killed, so that we'd run on without anybody to stop us.
 */
export function watchLaunchers(gone: () => void): () => void {
  const pids = process.platform === "win32" ? [process.ppid] : launchersOf(process.pid);
  const launchers = pids.map((pid) => ({ pid, started: processInfo(pid)?.started }));
  const timer = setInterval(() => {
    if (launchers.every(({ pid, started }) => stillRuns(pid, started))) return;
    clearInterval(timer);
    gone();
  }, pollMs).unref();
  return () => clearInterval(timer);
}
