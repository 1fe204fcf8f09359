import { createRequire } from "node:module";
import path from "node:path";
import { keepChild } from "@claimcheck/process/keep";
import { cleanEnv } from "../test-run/clean-env.ts";
import { ToolError } from "../tool-error.ts";
import { root } from "./parts.ts";

/** Builds both apps, or does nothing when the builds are up to date. Throws ToolError, also when given up. */
export async function build(signal?: AbortSignal): Promise<void> {
  const turbo = createRequire(path.join(root, "package.json")).resolve("turbo/bin/turbo");
  const kept = keepChild({
    command: process.execPath,
    args: [turbo, "run", "build", "--output-logs=new-only"],
    cwd: root,
    env: cleanEnv(process.env),
    graceMs: 2000,
    onLine: console.log,
  });
  signal?.addEventListener("abort", () => void kept.stop());
  const { code } = await kept.exited;
  signal?.throwIfAborted();
  if (code !== 0) throw new ToolError("The builds failed; the lines above say why.");
}
