import path from "node:path";
import { banner } from "./stack/banner.ts";
import { loadEnv } from "./stack/env-file.ts";
import { root } from "./stack/parts.ts";
import { startStack } from "./stack/start-stack.ts";
import { supervise } from "./stack/supervise.ts";

/** Runs everything from source, with reload and a demo person, until it is stopped. Gives the exit code. */
export async function main(): Promise<number> {
  const env = loadEnv(root, process.env);
  const say = console.log;
  return supervise(
    (signal) =>
      startStack({
        mode: "development",
        env,
        dataFolder: path.join(root, ".data"),
        demo: true,
        say,
        signal,
      }),
    (stack) => say(banner(stack)),
  );
}
