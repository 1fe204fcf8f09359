import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "../../stack/parts.ts";

export type Block = { language: string; code: string };
const run = promisify(execFile);
const { PATH = "", HOME = "" } = process.env;

/** The code blocks of a page below `docs`, in their order. */
export function blocksOf(page: string): Block[] {
  const text = readFileSync(path.join(root, "docs", page), "utf8");
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({ language, code }));
}

/** The pages below `docs` that fit a pattern and have code blocks, each with the languages of its blocks. */
export function pagesWithBlocks(...patterns: string[]): Record<string, string[]> {
  const pages = globSync(patterns, { cwd: path.join(root, "docs") }).map((page) => page.replaceAll("\\", "/"));
  const found = pages.map((page) => [page, blocksOf(page).map(({ language }) => language)] as const);
  return Object.fromEntries(found.filter(([, languages]) => languages.length > 0));
}

/** A block with other words in it: each has to be there, or the page and its test have come apart. */
export function withWords(code: string, words: Record<string, string>): string {
  return Object.entries(words).reduce((text, [word, other]) => {
    if (!text.includes(word)) throw new Error(`The block has no ${word}:\n${code}`);
    return text.replaceAll(word, () => other);
  }, code);
}

/** Runs a script in a new folder and gives what it prints. Throws when it ends with anything but 0. */
export async function runScript(
  language: "sh" | "ts",
  code: string,
  env: Record<string, string> = {},
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "claimcheck-block-"));
  try {
    const file = path.join(folder, `script.${language === "ts" ? "mts" : "sh"}`);
    await writeFile(file, code);
    const [command, ...args] = language === "ts" ? [process.execPath, file] : ["bash", "-euo", "pipefail", file];
    const { stdout } = await run(command, args, { cwd: folder, env: { PATH, HOME, ...env } });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
