import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const src = path.join(import.meta.dirname, "..", "src");
const files = globSync("**/*.{ts,tsx}", { cwd: src }).map((file) => file.replaceAll("\\", "/"));
/** What is there in a browser only, and what React keeps for a page that is open in one; an id it makes anywhere. */
const browser =
  /\b(?:window|document|navigator|location|localStorage|sessionStorage)\.|\bnew BroadcastChannel\b|\buse(?!Id\b)[A-Z]\w*(?:<.+>)?\(/;
const comments = /\/\*.*?\*\/|\/\/[^\n]*/gs;

test("a file that needs a browser says so in its first line, and none of the issuer's or of the mail's does", () => {
  const needs = files.filter(
    (file) =>
      !/^(auth|mail)\//.test(file) && browser.test(readFileSync(path.join(src, file), "utf8").replace(comments, "")),
  );
  const says = files.filter((file) => readFileSync(path.join(src, file), "utf8").startsWith('"use client"'));
  expect(needs.length).toBeGreaterThan(50);
  expect(needs.filter((file) => !says.includes(file))).toEqual([]);
  expect(says.filter((file) => /^(auth|mail)\//.test(file))).toEqual([]);
});
