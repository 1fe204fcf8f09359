import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { placeElsewhere } from "@claimcheck/database/embedded/place";
import { freePort } from "@claimcheck/process/free-port";
import { root } from "../../stack/parts.ts";
import { cleanEnv } from "../../test-run/clean-env.ts";
import { type Found, stackProcesses } from "./stack-processes.ts";

export type Launched = {
  /** The process of `npx`, which leads a group of its own. */
  pid: number;
  output: () => string;
  /** Resolves when a text was printed; throws with all output when the command ends before that. */
  prints(text: string): Promise<void>;
  ended: Promise<number | null>;
};

export type Clone = {
  folder: string;
  env: Record<string, string>;
  /** What the installation printed. */
  installed: string;
  webUrl: string;
  apiUrl: string;
  mailUrl: string;
  launch(...command: string[]): Launched;
  /** The same, with something to read on standard input. */
  tell(input: string, ...command: string[]): Launched;
  processes(): Found[];
  remove(): Promise<void>;
};

/** A folder with what git tracks, and new files that it doesn't ignore. */
export function copyTree(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-copy-"));
  const listing = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const files = execFileSync("git", listing, { cwd: root, encoding: "utf8" }).split("\0");
  for (const file of files.filter((name) => name && existsSync(path.join(root, name)))) {
    cpSync(path.join(root, file), path.join(folder, file));
  }
  return folder;
}

/** A fresh clone of the working tree with ports of its own, in a folder that only we may enter; installed. */
export async function makeClone(): Promise<Clone> {
  const folder = copyTree();
  const [web = 0, api = 0, postgres = 0, smtp = 0, mail = 0] = await Promise.all(Array.from({ length: 5 }, freePort));
  const ports = {
    WEB_PORT: `${web}`,
    API_PORT: `${api}`,
    EMBEDDED_POSTGRES_PORT: `${postgres}`,
    MAIL_SMTP_PORT: `${smtp}`,
    MAIL_UI_PORT: `${mail}`,
  };
  const env = { ...cleanEnv(process.env), ...ports };
  const installed = execFileSync("npx", ["--yes", "pnpm@12", "install"], { cwd: folder, env, encoding: "utf8" });
  return {
    folder,
    env,
    installed,
    webUrl: `http://localhost:${web}`,
    apiUrl: `http://localhost:${api}`,
    mailUrl: `http://localhost:${mail}`,
    launch: (...command) => launch(command, folder, env),
    tell: (input, ...command) => launch(command, folder, env, input),
    processes: () => stackProcesses(folder, postgres),
    async remove() {
      const data = path.join(folder, ".data", "postgres");
      // Root's Postgres can't enter the clone and keeps its data elsewhere.
      const elsewhere = existsSync(data) && process.getuid?.() === 0;
      if (elsewhere) rmSync(await placeElsewhere(data), { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function launch(command: string[], cwd: string, env: Record<string, string>, input = ""): Launched {
  const args = ["--yes", "pnpm@12", ...command];
  const child = spawn("npx", args, { cwd, env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(input);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
      child.emit("said");
    });
  }
  const ended = once(child, "close").then(([code]) => code as number | null);
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    async prints(text) {
      while (!output.includes(text)) {
        const over = await Promise.race([once(child, "said").then(() => false), ended.then(() => true)]);
        if (over && !output.includes(text)) throw new Error(`It ended without "${text}":\n${output}`);
      }
    },
  };
}

/** Milliseconds until something holds, looked at closely; at most `limitMs`. */
export async function timeUntil(holds: () => boolean, limitMs: number): Promise<number> {
  const since = performance.now();
  while (!holds() && performance.now() - since < limitMs) await delay(20);
  return performance.now() - since;
}
