import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { isKnownSecret, knownSecretLines } from "@claimcheck/process/known-secrets";
import { expect, test } from "vitest";
import { checkSettings } from "../stack/checked-settings.ts";
import { root } from "../stack/parts.ts";

const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => /\.(ts|tsx|mjs|ya?ml|md|json|example)$/.test(file) && !/pnpm-lock|openapi\.json/.test(file));
const found = (pattern: RegExp, which = files) =>
  which.flatMap((file) =>
    [...readFileSync(path.join(root, file), "utf8").matchAll(pattern)].map(([, value = ""]) => ({ file, value })),
  );
const secrets = found(/secrets?["'`]?\s*[:=]\s*["'`]?(?:\d+:)?([\w!-]{32,})/gi);
const passwords = found(
  /(?:postgres(?:ql)?:\/\/\w+:|POSTGRES_PASSWORD: )(\w+)/g,
  files.filter((file) => !file.includes("/test/")),
);

test("there are secrets in this repository to look at", () => {
  expect(secrets.length).toBeGreaterThan(4);
  expect(passwords.length).toBeGreaterThan(4);
});

test.each([...secrets, ...passwords])("$value, which stands in $file, is known to anybody", ({ value }) => {
  expect(isKnownSecret(value)).toBe(true);
});

test.each([
  "secret",
  "changeme",
  "Change-Me-Before-You-Deploy-This-App!",
  "your-super-secret-key-at-least-32-chars",
  "better-auth-secret-12345678901234567890",
  "0123456789abcdef0123456789abcdef",
  "y".repeat(40),
  "postgres",
  "app_web",
  "",
])("%s is known to anybody", (text) => {
  expect(isKnownSecret(text)).toBe(true);
});

test("no random secret is taken for a known one, in whatever form", () => {
  for (let count = 0; count < 2000; count += 1) {
    for (const form of ["hex", "base64", "base64url"] as const) {
      expect(isKnownSecret(randomBytes(16).toString(form))).toBe(false);
      expect(isKnownSecret(randomBytes(32).toString(form))).toBe(false);
    }
  }
});

test("one setting is one line, whatever is wrong in it, and none where people elsewhere reach nothing", () => {
  const known = { SECRETS: ["changeme", "postgres", randomBytes(16).toString("hex")], FINE: [] };
  expect(knownSecretLines(["https://app.example", "http://localhost:8000"], known)).toEqual([
    expect.stringMatching(/^SECRETS is wrong: .*; set it to a random one\.$/),
  ]);
  expect(knownSecretLines(["http://localhost:3000", "http://app.localhost"], known)).toEqual([]);
});

test("an owner's password from an example, which those of the apps follow from, is refused behind public origins", () => {
  const env = {
    BETTER_AUTH_URL: "https://tasks.example",
    API_URL: "https://api.tasks.example",
    BETTER_AUTH_SECRETS: `1:${randomBytes(32).toString("hex")}`,
    DATABASE_URL: "postgres://claimcheck_owner:claimcheck@127.0.0.1:54330/claimcheck",
  };
  expect(() => checkSettings(env)).toThrow(/^DATABASE_URL is wrong: its secret stands in examples[^\n]*$/);
  expect(() => checkSettings({ ...env, BETTER_AUTH_URL: "", API_URL: "" })).not.toThrow();
});
