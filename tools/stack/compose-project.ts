import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { text } from "node:stream/consumers";
import { freePort } from "@claimcheck/process/free-port";
import { cleanEnv } from "../test-run/clean-env.ts";
import { ToolError } from "../tool-error.ts";
import type { Env } from "./env-file.ts";
import { root } from "./parts.ts";

export type ComposeProject = {
  name: string;
  webUrl: string;
  apiUrl: string;
  mailUrl: string;
  /** Runs `docker compose` with these words; gives what it printed, or throws it when it fails. */
  compose(...words: string[]): Promise<string>;
  /** The same for `docker`. */
  docker(...words: string[]): Promise<string>;
  /** Starts a command of `docker compose` that runs until it is ended; resolves once it has printed a text. */
  follow(text: string, ...words: string[]): Promise<ChildProcess>;
  /** Takes it down, with its volumes. */
  remove(): Promise<void>;
};

export type ComposeOptions = {
  /** Laid over docker-compose.yml. */
  files?: readonly string[];
  /** Their variables. */
  env?: Env;
  /** A copy of the repository. */
  folder?: string;
};

/**
 * A stack of docker-compose.yml that isn't started yet, with a name, ports and tag of images of its own, so that it
 * never meets one that somebody uses.
 */
export async function composeProject({
  files = [],
  env: more,
  folder = root,
}: ComposeOptions = {}): Promise<ComposeProject> {
  const name = `claimcheck-test-${randomBytes(4).toString("hex")}`;
  const [web, api, mail] = await Promise.all([freePort(), freePort(), freePort()]);
  const env = {
    ...cleanEnv(process.env),
    CLAIMCHECK_WEB_PORT: `${web}`,
    CLAIMCHECK_API_PORT: `${api}`,
    CLAIMCHECK_MAIL_PORT: `${mail}`,
    CLAIMCHECK_TAG: "test",
    ...more,
  };
  const docker = (...words: string[]) => run(words, env);
  const chosen = ["docker-compose.yml", ...files].flatMap((file) => ["--file", path.resolve(folder, file)]);
  const inProject = ["compose", "--project-name", name, "--project-directory", folder, ...chosen];
  const compose = (...words: string[]) => docker(...inProject, ...words);
  return {
    name,
    webUrl: `http://localhost:${web}`,
    apiUrl: `http://localhost:${api}`,
    mailUrl: `http://localhost:${mail}`,
    docker,
    compose,
    follow: (sought, ...words) => untilPrints(sought, [...inProject, ...words], env),
    async remove() {
      await compose("down", "--volumes", "--remove-orphans");
    },
  };
}

/** Throws ToolError with one line when no Docker engine with Compose answers. */
export async function assertDocker(): Promise<void> {
  const env = cleanEnv(process.env);
  await Promise.all([run(["version"], env), run(["compose", "version"], env)]).catch(() => {
    throw new ToolError("No Docker engine with Compose answers: start one, then run this again.");
  });
}

async function run(words: readonly string[], env: Env): Promise<string> {
  const child = spawn("docker", words, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  const [code, out, said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`docker ${words.join(" ")} ended with ${code}:\n${said}${out}`);
  return out;
}

function untilPrints(sought: string, words: readonly string[], env: Env): Promise<ChildProcess> {
  const child = spawn("docker", words, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`docker ${words.join(" ")} ended with ${code}:\n${printed}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        printed += chunk;
        if (printed.includes(sought)) resolve(child);
      });
    }
  });
}
