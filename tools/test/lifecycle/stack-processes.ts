import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export type Found = { pid: number; command: string };

/** The processes that belong to a clone, whoever started them: they run in it or from it, or are its Postgres. */
export function stackProcesses(folder: string, postgresPort: number): Found[] {
  return allProcesses()
    .filter(({ pid, traits }) => {
      const its = traits.includes(folder) || traits.includes(`-c port=${postgresPort} `);
      return its && pid !== process.pid;
    })
    .map(({ pid, command }) => ({ pid, command }));
}

/** Every process with its command line, and what else tells whose it is. */
function allProcesses(): (Found & { traits: string })[] {
  if (process.platform !== "linux") {
    const table = execFileSync("ps", ["-A", "-ww", "-o", "pid=,command="], { encoding: "utf8" });
    return table.split("\n").map((line) => {
      const command = line.replace(/^\s*\d+\s+/, "");
      return { pid: Number.parseInt(line, 10), command, traits: command };
    });
  }
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => {
    const command = attempt(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"))
      .replaceAll("\0", " ")
      .trim();
    const [exe, cwd] = ["exe", "cwd"].map((name) => attempt(() => readlinkSync(`/proc/${pid}/${name}`)));
    return { pid: Number(pid), command, traits: [command, exe, cwd].join("\n") };
  });
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
