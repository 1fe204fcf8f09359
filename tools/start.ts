import { createRequire } from "node:module";
import path from "node:path";
import { keepChild } from "@claimcheck/process/keep";
import { banner } from "./stack/banner.ts";
import { loadEnv } from "./stack/env-file.ts";
import { root } from "./stack/parts.ts";
import { startStack } from "./stack/start-stack.ts";
import { supervise } from "./stack/supervise.ts";
import { cleanEnv } from "./test-run/clean-env.ts";
import { ToolError } from "./tool-error.ts";

/** Builds both apps and runs the builds, without demo person, until it is stopped. Gives the exit code. */
export async function main(): Promise<number> {
  const env = loadEnv(root, process.env);
  return supervise(
    (signal) =>
      startStack({
        mode: "production",
        env,
        dataFolder: path.join(root, ".data"),
        prepare: () => build(signal),
        say: console.log,
        signal,
      }),
    (stack) => console.log(banner(stack)),
  );
}

async function build(signal: AbortSignal): Promise<void> {
  const turbo = createRequire(path.join(root, "package.json")).resolve("turbo/bin/turbo");
  const kept = keepChild({
    command: process.execPath,
    args: [turbo, "run", "build", "--output-logs=new-only"],
    cwd: root,
    env: cleanEnv(process.env),
    graceMs: 2000,
    onLine: console.log,
  });
  signal.addEventListener("abort", () => void kept.stop());
  const { code } = await kept.exited;
  signal.throwIfAborted();
  if (code !== 0) throw new ToolError("The builds failed; the lines above say why.");
}
