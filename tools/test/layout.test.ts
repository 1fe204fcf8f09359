import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../stack/parts.ts";

/** Who may import whom, among our own packages. */
const arrows: Record<string, string[]> = {
  "packages/contract": [],
  "packages/process": [],
  "packages/token-verifier": [],
  "packages/client": ["contract"],
  "packages/database": ["contract", "process"],
  "apps/api": ["client", "contract", "database", "process", "token-verifier"],
  "apps/web": ["client", "contract", "database", "process", "token-verifier"],
};

function manifest(folder: string) {
  return JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
}

const read = (file: string) => readFileSync(path.join(root, file), "utf8");

const foldersIn = (parent: string) =>
  readdirSync(path.join(root, parent))
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(path.join(root, folder, "package.json")));

test("every app and package is known here, and there are at most six packages", () => {
  expect([...foldersIn("packages"), ...foldersIn("apps")].sort()).toEqual(Object.keys(arrows).sort());
  expect(foldersIn("packages").length).toBeLessThanOrEqual(6);
});

test.each(Object.entries(arrows))("%s depends on %j only, of ours", (folder, allowed) => {
  const { dependencies = {}, devDependencies = {} } = manifest(folder);
  const ours = Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => name.startsWith("@claimcheck/"))
    .map((name) => name.replace("@claimcheck/", ""));
  for (const name of ours) expect(allowed).toContain(name);
});

test.each(Object.keys(arrows))("no source of %s reaches out of it by a path", (folder) => {
  const listing = ["ls-files", "-co", "--exclude-standard", "--", `${folder}/src`];
  const files = execFileSync("git", listing, { cwd: root, encoding: "utf8" }).split("\n");
  const sources = files.filter((file) => /\.tsx?$/.test(file) && existsSync(path.join(root, file)));
  expect(sources.length).toBeGreaterThan(0);
  for (const file of sources) {
    const text = readFileSync(path.join(root, file), "utf8");
    for (const [, target = ""] of text.matchAll(/(?:from|import)\s*\(?"(\.\.?\/[^"]+)"/g)) {
      expect(path.join(path.dirname(file), target).startsWith(`${folder}/`), file).toBe(true);
    }
  }
});

test("no colour of the pages stands outside of globals.css, but for the browser’s own frame around them", () => {
  const folder = path.join(root, "apps/web/src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  const painted = files.filter((file) =>
    /\b(?:oklch|rgba?|hsla?)\(|#[\da-f]{6}\b/i.test(readFileSync(path.join(folder, file), "utf8")),
  );
  // A mail has no tokens.
  expect(painted.sort()).toEqual(["app/layout.tsx", "mail/message.ts"]);
});

test("the verifier knows neither a web framework nor a database", () => {
  expect(Object.keys(manifest("packages/token-verifier").dependencies)).toEqual(["jose"]);
});

test("the top of the repository shows at most 16 entries", () => {
  const tracked = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  const top = new Set(tracked.split("\n").map((file) => file.split("/")[0] ?? ""));
  const shown = [...top].filter((name) => name !== "" && !name.startsWith(".") && existsSync(path.join(root, name)));
  expect(shown.length).toBeLessThanOrEqual(16);
});

test("every client of Postgres has a listener for a lost connection, which would otherwise end the process", () => {
  const listing = ["ls-files", "-co", "--exclude-standard", "--", "*.ts"];
  const files = execFileSync("git", listing, { cwd: root, encoding: "utf8" }).split("\n").filter(Boolean);
  const texts = files.map((file) => ({ file, text: existsSync(path.join(root, file)) ? read(file) : "" }));
  const made = texts.filter(({ text }) => /= new pg\.(Client|Pool)\(/.test(text));
  expect(made.length).toBeGreaterThan(10);
  const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
  for (const { file, text } of made)
    expect(count(text, /\.on\("error"/g), file).toBeGreaterThanOrEqual(count(text, /= new pg\.(Client|Pool)\(/g));
});
