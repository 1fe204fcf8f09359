import { execFileSync, spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../stack/parts.ts";
import { type Clone, makeClone } from "./clone.ts";

const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const pages = ["README.md", "AGENTS.md", ...globSync("{.github,docs}/**/*.md", { cwd: root })];

/** What a row like "`pnpm db seed`, `reset`" stands for: the last word of its first command in other words. */
function commandsOf(row: string): string[] {
  const [first = "", ...others] = [...row.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  return [first, ...others.map((other) => first.replace(/\S+$/, other))];
}

/** Every command of ours in a page: its `sh` blocks, what stands as code in its text, and the rows of its tables. */
const documented = new Set(
  pages.flatMap((page) => {
    const text = read(page);
    const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) => block.split("\n"));
    const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
    const rows = [...text.matchAll(/^\| (`pnpm [^|]+) \|/gm)].flatMap(([, row = ""]) => commandsOf(row));
    return [...blocks, ...inline, ...rows].filter((code) => /^(npx pnpm@12|pnpm|docker) \S/.test(code));
  }),
);
const ours = [...documented].filter((command) => !command.startsWith("docker "));
const wordsOf = (command: string) => command.replace(/^(npx pnpm@12|pnpm) /, "").split(" ");

/** They run until they are stopped. */
const lasting = new Set(["dev", "start"]);
/** They look at a stack that runs. */
const beside = new Set(["jwt get", "jwt inspect", "jwks check", "diagnose"]);
/** It looks at a deployment: production.test.ts runs it beside one. */
const besideDeployment = "diagnose --production";
const demoEmail = "demo@claimcheck.example";
/** What runs this test can't run in it: CI's own script must have it, as written. */
const aroundUs = new Set(["test", "test:full"]);
/**
 * They measure this machine as much as the pages, take minutes to look at what the tests look at already, or need a
 * Docker engine.
 */
const byHand = new Set(["bench web", "pictures", "test:compose"]);

let clone: Clone;
beforeAll(async () => {
  clone = await makeClone();
});
afterAll(() => clone.remove());

test("the pages name the commands that this test is about", () => {
  for (const name of ["dev", "start", "test", "db migrate", "db generate", "db seed", "db reset", "db psql"]) {
    expect(ours.map((command) => wordsOf(command).join(" "))).toContain(name);
  }
});

test.each(ours)("%s does as documented", async (command) => {
  const words = wordsOf(command).map((word) => (word === "EMAIL" ? demoEmail : word));
  const skipped = new Set([...beside, ...byHand, besideDeployment]);
  if (skipped.has(words.join(" "))) return;
  if (aroundUs.has(words[0] ?? "")) {
    expect(read(".ci/run")).toContain(`\nnpx --yes pnpm@12 ${words.join(" ")}\n`);
    return;
  }
  const launched = clone.launch(...words);
  if (lasting.has(words[0] ?? "")) {
    await launched.prints("Claimcheck is running.");
    process.kill(-launched.pid, "SIGTERM");
    await launched.ended;
  } else {
    expect(await launched.ended, launched.output()).toBe(0);
  }
});

test("what looks at a running stack works, and so does the curl line with its token", async () => {
  for (const command of beside) {
    expect(ours.map((one) => wordsOf(one).join(" "))).toContain(command);
  }
  const launched = clone.launch("dev");
  await launched.prints("Claimcheck is running.");
  // Throws when it ends with anything but 0.
  const run = (command: string, input = "") => {
    const args = ["--yes", "pnpm@12", "--silent", ...command.split(" ")];
    return execFileSync("npx", args, {
      cwd: clone.folder,
      env: clone.env,
      input,
      encoding: "utf8",
    });
  };
  const token = run("jwt get");
  expect(run("jwt inspect", token)).toContain("Accepted.");
  expect(run("jwks check")).toMatch(/^[12] usable for EdDSA$/m);
  expect(run("diagnose")).toContain("All is well.");
  expect(read("README.md")).toContain(
    'curl -H "Authorization: Bearer $(npx pnpm@12 --silent jwt get)" http://localhost:8000/v1/tasks',
  );
  const tasks = await fetch(`${clone.apiUrl}/v1/tasks`, {
    headers: { authorization: `Bearer ${token.trim()}` },
  });
  expect(tasks.status).toBe(200);
  process.kill(-launched.pid, "SIGTERM");
  await launched.ended;
});

test("docker compose has the services that the pages speak of", (context) => {
  if (spawnSync("docker", ["compose", "version"]).status !== 0) {
    context.skip("Docker Compose isn't installed");
  }
  const config = ["compose", "config", "--services"];
  const services = execFileSync("docker", config, { cwd: root, encoding: "utf8" }).split("\n");
  const spoken = [...documented].flatMap((command) => {
    const [, words] = /^docker compose (?:logs|exec)(?: --\w+)*((?: [a-z]+)+)/.exec(command) ?? [];
    return words?.trim().split(" ") ?? [];
  });
  expect(spoken).toContain("migrate");
  // After `exec` the second word is the program.
  for (const name of spoken.filter((word) => word !== "psql")) expect(services).toContain(name);
});

test("no command of ours is named like one of pnpm's own, which would run instead", () => {
  const help = execFileSync("npx", ["--yes", "pnpm@12", "help", "-a"], { encoding: "utf8" });
  const names = [...help.matchAll(/^ {2}([a-z][\w-]*) {2,}(.*)$/gm)].flatMap(([, name, about = ""]) => [
    name,
    ...(/\[alias(?:es)?: ([^\]]+)\]/.exec(about)?.[1]?.split(", ") ?? []),
  ]);
  expect(names).toContain("doctor");
  const { scripts } = JSON.parse(read("package.json"));
  // pnpm's own `start` and `test` do nothing but run the script of that name.
  const taken = Object.keys(scripts).filter((name) => names.includes(name) && name !== "start" && name !== "test");
  expect(taken).toEqual([]);
});
