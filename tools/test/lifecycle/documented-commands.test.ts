import { execFileSync, spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../stack/parts.ts";
import { type Clone, makeClone } from "./clone.ts";

const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const pages = ["README.md", "AGENTS.md", ...globSync("docs/**/*.md", { cwd: root })];

/** Every command of ours in a page: the lines of its `sh` blocks, and what stands as code in its text. */
const documented = new Set(
  pages.flatMap((page) => {
    const text = read(page);
    const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
      block.split("\n"),
    );
    const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
    return [...blocks, ...inline].filter((code) => /^(npx pnpm@12|pnpm|docker) \S/.test(code));
  }),
);
const ours = [...documented].filter((command) => !command.startsWith("docker "));
const wordsOf = (command: string) => command.replace(/^(npx pnpm@12|pnpm) /, "").split(" ");

/** They run until they are stopped. */
const lasting = new Set(["dev", "start"]);
/** What runs this test can't run in it: CI's own script must have it, as written. */
const aroundUs = new Set(["test", "test:full"]);

let clone: Clone;
beforeAll(async () => {
  clone = await makeClone();
});
afterAll(() => clone.remove());

test("the pages name the commands that this test is about", () => {
  for (const name of [
    "dev",
    "start",
    "test",
    "db migrate",
    "db generate",
    "db seed",
    "db reset",
    "db psql",
  ]) {
    expect(ours.map((command) => wordsOf(command).join(" "))).toContain(name);
  }
});

test.each(ours)("%s does as documented", async (command) => {
  const words = wordsOf(command);
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

test("docker compose has the services that the pages start", (context) => {
  if (spawnSync("docker", ["compose", "version"]).status !== 0) {
    context.skip("Docker Compose isn't installed");
  }
  const config = ["compose", "config", "--services"];
  const services = execFileSync("docker", config, { cwd: root, encoding: "utf8" }).split("\n");
  for (const command of documented) {
    const [, names] = /^docker compose up -d (.+)$/.exec(command) ?? [];
    for (const name of names?.split(" ") ?? []) expect(services).toContain(name);
  }
});

test("no command of ours is named like one of pnpm's own, which would run instead", () => {
  const help = execFileSync("npx", ["--yes", "pnpm@12", "help", "-a"], { encoding: "utf8" });
  const names = [...help.matchAll(/^ {2}([a-z][\w-]*) {2,}(.*)$/gm)].flatMap(
    ([, name, about = ""]) => [
      name,
      ...(/\[alias(?:es)?: ([^\]]+)\]/.exec(about)?.[1]?.split(", ") ?? []),
    ],
  );
  expect(names).toContain("doctor");
  const { scripts } = JSON.parse(read("package.json"));
  // pnpm's own `start` and `test` do nothing but run the script of that name.
  const taken = Object.keys(scripts).filter(
    (name) => names.includes(name) && name !== "start" && name !== "test",
  );
  expect(taken).toEqual([]);
});
