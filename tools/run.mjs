// Starts one of the tools under the project's own Node. Plain JavaScript, so that an older Node can read it too.
import { existsSync } from "node:fs";
import process from "node:process";

const tools = {
  dev: () => import("./dev.ts"),
  start: () => import("./start.ts"),
  db: () => import("./db.ts"),
  keys: () => import("./keys.ts"),
  secret: () => import("./secret.ts"),
  admin: () => import("./admin.ts"),
  jwt: () => import("./jwt.ts"),
  jwks: () => import("./jwks.ts"),
  diagnose: () => import("./diagnose.ts"),
  bench: () => import("./bench.ts"),
  pictures: () => import("./pictures.ts"),
  test: () => import("./test-run/main.ts"),
};
const neededNode = 26;
const neededPnpm = 12;

const [name = "", ...args] = process.argv.slice(2);

function obstacle() {
  if (!(name in tools)) return `usage: node tools/run.mjs ${Object.keys(tools).join("|")}`;
  const [, manager, version = "0"] = /^(\w+)\/(\d+)/.exec(process.env.npm_config_user_agent ?? "") ?? [];
  if (manager && (manager !== "pnpm" || Number(version) < neededPnpm)) {
    return `Claimcheck needs pnpm ${neededPnpm}: run \`npx pnpm@${neededPnpm} ${[name, ...args].join(" ")}\``;
  }
  const installed = existsSync(new URL("../node_modules/node", import.meta.url));
  if (!installed || Number.parseInt(process.versions.node, 10) < neededNode) {
    return `Claimcheck runs on a Node ${neededNode} of its own: run \`npx pnpm@${neededPnpm} install\`, then \`npx pnpm@${neededPnpm} ${name}\``;
  }
}

const wrong = obstacle();
if (wrong) {
  console.error(wrong);
  process.exitCode = 1;
} else {
  try {
    const { main } = await tools[name]();
    process.exitCode = await main(args);
  } catch (error) {
    // Errors with `lines` are meant for the person at the prompt; any other is a bug and shows its stack.
    for (const line of error.lines ?? [error]) console.error(line);
    process.exitCode = 1;
  }
  // Whatever still holds the process by now doesn't matter any more.
  setTimeout(() => process.exit(), 1000).unref();
}
