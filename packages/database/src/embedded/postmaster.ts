import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { type Account, run } from "./account.ts";
import type { Binaries } from "./binaries.ts";

/** Ends a Postgres that a killed supervisor left on this data, and clears its mark if it is gone already. */
export async function stopLeftover(data: string, account: Account, binaries: Binaries): Promise<void> {
  const mark = join(data, "postmaster.pid");
  const pid = markedPid(mark);
  if (pid === undefined) return;
  if (platform() === "win32") {
    await run(binaries.pgCtl, ["stop", "-D", data, "-m", "fast"], account);
    return;
  }
  // Fast shutdown, then immediate; both let the data recover.
  for (const [signal, patienceMs] of [
    ["SIGINT", 4000],
    ["SIGQUIT", 2000],
    ["SIGKILL", 2000],
  ] as const) {
    if (!keeps(pid, data)) break;
    process.kill(pid, signal);
    for (let waited = 0; keeps(pid, data) && waited < patienceMs; waited += 20) await after(20);
  }
  // Another process may have that number by now, which would make Postgres believe its data is in use.
  rmSync(mark, { force: true });
}

function markedPid(mark: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(mark, "utf8"), 10) || undefined;
  } catch {
    return undefined;
  }
}

/** Whether that process is a Postgres on this data, told by its command line. */
function keeps(pid: number, data: string): boolean {
  try {
    const command =
      platform() === "linux"
        ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
        : execFileSync("ps", ["-ww", "-o", "args=", "-p", String(pid)], { encoding: "utf8" });
    return command.includes(`postgres -D ${data} -c`);
  } catch {
    return false;
  }
}
