import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "@claimcheck/process/free-port";
import { keepChild } from "@claimcheck/process/keep";
import { afterAll, describe } from "vitest";
import { root } from "../../stack/parts.ts";

export type Recipe = {
  name: "fastapi" | "go";
  /** What this machine lacks to run it; empty when nothing. */
  missing: string;
  /** Checks the sources, makes what is to be run, in a folder if need be, and gives the command. */
  build: (folder: string) => string[];
};

export type Running = {
  url: string;
  /** All that it has printed. */
  log: () => string;
  stop(): Promise<void>;
};

export const folderOf = (name: string) => path.join(root, "docs", "recipes", name);
const succeeds = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
/** What programs need of the machine; above all no proxy, as everything here is on it. */
const { PATH = "", HOME = "" } = process.env;

const modules = "import cryptography, fastapi, jwt, uvicorn";
const python = ["python3", "/usr/bin/python3"].find((command) => succeeds(command, "-c", modules));

function buildGo(folder: string): string[] {
  const cwd = folderOf("go");
  const env = { PATH, HOME, CGO_ENABLED: "0", GOPROXY: "off", GOFLAGS: "-mod=mod" };
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd, env, encoding: "utf8" });
  const unformatted = run("gofmt", "-l", ".");
  if (unformatted) throw new Error(`gofmt would change ${unformatted}`);
  run("go", "vet", ".");
  const program = path.join(folder, "api");
  run("go", "build", "-o", program, ".");
  return [program];
}

const recipes: Recipe[] = [
  {
    name: "fastapi",
    missing: python ? "" : "Python with FastAPI, PyJWT, cryptography and uvicorn",
    // -B: no compiled files beside the sources.
    build: () => [python ?? "", "-B", path.join(folderOf("fastapi"), "main.py")],
  },
  { name: "go", missing: succeeds("go", "version") ? "" : "Go", build: buildGo },
];

/** A suite for each recipe. Where its language isn't installed it is skipped; in CI that is a failure. */
export function describeRecipes(suite: (recipe: Recipe, command: () => string[]) => void): void {
  for (const recipe of recipes) {
    const { name, missing } = recipe;
    const lack = missing && ` (this machine lacks ${missing})`;
    describe.skipIf(missing && !process.env.CI)(`${name}${lack}`, () => {
      let folder = "";
      let command: string[] | undefined;
      afterAll(() => rmSync(folder, { recursive: true, force: true }));
      suite(recipe, () => {
        if (missing) throw new Error(`This machine lacks ${missing}; .ci/run installs it.`);
        folder ||= mkdtempSync(path.join(tmpdir(), "claimcheck-recipe-"));
        command ??= recipe.build(folder);
        return command;
      });
    });
  }
}

/** Starts a recipe and resolves once it answers. Its keys are the issuer's own unless others are given. */
export async function startRecipe(
  [command = "", ...args]: string[],
  { issuer, audience, jwksUrl }: { issuer: string; audience: string; jwksUrl?: string },
): Promise<Running> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = { ISSUER: issuer, AUDIENCE: audience, JWKS_URL: jwksUrl, PORT: String(port) };
  const lines: string[] = [];
  const kept = keepChild({
    command,
    args,
    cwd: tmpdir(),
    env: { PATH, HOME, ...settings },
    onLine: (line) => lines.push(line),
  });
  let ended = false;
  void kept.exited.then(() => {
    ended = true;
  });
  while (!(await answers(url))) {
    if (ended) throw new Error(`It ended by itself:\n${lines.join("\n")}`);
    await delay(20);
  }
  return { url, log: () => lines.join("\n"), stop: kept.stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).body?.cancel();
    return true;
  } catch {
    return false;
  }
}
