import path from "node:path";
import { banner } from "./stack/banner.ts";
import { build } from "./stack/build.ts";
import { loadEnv } from "./stack/env-file.ts";
import { root } from "./stack/parts.ts";
import { startStack } from "./stack/start-stack.ts";
import { supervise } from "./stack/supervise.ts";

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
