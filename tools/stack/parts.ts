import { createRequire } from "node:module";
import path from "node:path";
import { type Kept, keepChild } from "@claimcheck/process/keep";
import { apiSettings } from "../../apps/api/src/config.ts";
import { webSettings } from "../../apps/web/src/config.ts";
import { reachableUrl } from "./answer.ts";
import type { CheckedSettings } from "./checked-settings.ts";
import { childEnv } from "./child-env.ts";
import type { Database } from "./database.ts";
import { linesOf } from "./lines.ts";
import { keepRestarting } from "./restart-on-change.ts";

export type Mode = "development" | "production";

export type PartOptions = {
  mode: Mode;
  settings: CheckedSettings;
  database: Database;
  say: (line: string) => void;
};

export type Part = { name: string; kept: Kept; healthUrl: string };

/** The folder of the repository. */
export const root = path.resolve(import.meta.dirname, "../..");

const graceMs = 2000;
/** What the API is made of, apart from npm packages. */
const apiSources = [
  "apps/api/src",
  ...["contract", "database", "process", "token-verifier"].map((name) => `packages/${name}/src`),
];

/** Starts the web app. */
export function startWeb({ mode, settings, database, say }: PartOptions): Part {
  const { WEB_HOST, WEB_PORT } = settings.web;
  const cwd = path.join(root, "apps", "web");
  const next = createRequire(path.join(cwd, "package.json")).resolve("next/dist/bin/next");
  const kept = keepChild({
    command: process.execPath,
    args:
      mode === "development"
        ? [next, "dev", "--hostname", WEB_HOST, "--port", String(WEB_PORT)]
        : [path.join(cwd, ".next", "standalone", "apps", "web", "server.js")],
    cwd,
    env: childEnv(settings.env, Object.keys(webSettings), {
      NODE_ENV: mode,
      NEXT_TELEMETRY_DISABLED: "1",
      // Next then writes what it compiled before it ends, and the next start is seconds faster.
      __NEXT_DEV_WAIT_FOR_TURBOPACK_SHUTDOWN: "1",
      WEB_DATABASE_URL: database.webUrl,
      ...(mode === "production" && { HOSTNAME: WEB_HOST, PORT: String(WEB_PORT) }),
    }),
    graceMs,
    onLine: linesOf("web", say),
  });
  return { name: "The web app", kept, healthUrl: `${reachableUrl(WEB_HOST, WEB_PORT)}/api/health` };
}

/** Starts the API. */
export function startApi({ mode, settings, database, say }: PartOptions): Part {
  const { API_HOST, API_PORT } = settings.api;
  const cwd = path.join(root, "apps", "api");
  const spec = {
    command: process.execPath,
    args: [path.join(cwd, mode === "development" ? "src/server.ts" : "dist/server.js")],
    cwd,
    env: childEnv(settings.env, Object.keys(apiSettings), {
      NODE_ENV: mode,
      API_DATABASE_URL: database.apiUrl,
    }),
    graceMs,
    onLine: linesOf("api", say),
  };
  const kept =
    mode === "development"
      ? keepRestarting(
          spec,
          apiSources.map((folder) => path.join(root, folder)),
        )
      : keepChild(spec);
  return { name: "The API", kept, healthUrl: `${reachableUrl(API_HOST, API_PORT)}/readyz` };
}
