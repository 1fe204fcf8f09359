import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type Exit, killTree, type Report, type Spec } from "./keep.ts";

/**
 * Started by keep.ts. Takes a Spec over the channel, runs it in a group of its own, tells how it goes,
 * and ends it at the word "stop" or when the channel closes.
 */

const drainMs = 500;
let stop = () => {};

function report(message: Report, sent = () => {}): void {
  if (process.connected) process.send?.(message, sent);
  else sent();
}

function leave(exit: Exit): void {
  report({ exit }, () => process.exit());
}

function run(spec: Spec): void {
  const child = spawn(spec.command, [...spec.args], {
    cwd: spec.cwd,
    env: spec.env,
    ...(spec.uid !== undefined && { uid: spec.uid }),
    ...(spec.gid !== undefined && { gid: spec.gid }),
    detached: true,
    windowsHide: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.once("error", (error) => {
    if (child.pid !== undefined) return;
    report({ line: error.message });
    leave({ code: 127, signal: null });
  });
  const { pid } = child;
  if (pid === undefined) return;
  report({ started: pid });

  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => report({ line }));
  }
  stop = () => {
    stop = () => {};
    killTree(pid, spec.stopSignal ?? "SIGTERM");
    setTimeout(() => killTree(pid, "SIGKILL"), spec.graceMs ?? 3000);
  };
  child.once("exit", (code, signal) => {
    killTree(pid, "SIGKILL");
    // The last lines come first, unless something that left the group holds the pipes open.
    const exit = () => leave({ code, signal });
    child.once("close", exit);
    setTimeout(exit, drainMs);
  });
}

process.on("message", (message: Spec | "stop") => (message === "stop" ? stop() : run(message)));
process.once("disconnect", () => stop());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop());
