import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createTestDatabase } from "@claimcheck/database/testing/test-database";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { startIssuer } from "./support/issuer.ts";

const good = {
  BETTER_AUTH_SECRETS: "1:a-secret-for-tests-that-protects-nothing",
  WEB_DATABASE_URL: "postgres://app_web:x@127.0.0.1:1/claimcheck",
  SMTP_URL: "smtp://127.0.0.1:1",
  MAIL_FROM: "Claimcheck <no-reply@claimcheck.example>",
};
/** With what is safe where people elsewhere reach it. */
const fresh = randomBytes(32).toString("base64url");
const safe = {
  BETTER_AUTH_URL: "https://tasks.example",
  API_URL: "https://api.tasks.example",
  BETTER_AUTH_SECRETS: `1:${fresh}`,
  WEB_DATABASE_URL: `postgres://app_web:${randomBytes(16).toString("hex")}@db/claimcheck`,
};
/** What Better Auth itself takes where nobody gives it a secret. */
const constants = new URL("utils/constants.mjs", import.meta.resolve("better-auth"));
const [, betterAuthSecret = ""] = /"(better-auth-secret[^"]+)"/.exec(readFileSync(constants, "utf8")) ?? [];
const { PATH = "", SystemRoot = "" } = process.env;

/** Starts the app's start-up check as a process, as the server would. */
function start(env: Record<string, string>) {
  const script = "await (await import('./src/start.ts')).start()";
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: `${import.meta.dirname}/..`,
    env: { NODE_ENV: "production", PATH, SystemRoot, ...env },
    encoding: "utf8",
  });
  return { status, lines: stderr.trim().split("\n") };
}

test("wrong settings end the start with one line each and no stack trace", () => {
  const { status, lines } = start({ ACCESS_TOKEN_LIFE: "7d", JWT_ALGORITHM: "HS256" });
  expect(status).toBe(1);
  expect(lines.map((line) => line.split(" ")[0])).toEqual([
    "JWT_ALGORITHM",
    "BETTER_AUTH_SECRETS",
    "WEB_DATABASE_URL",
    "ACCESS_TOKEN_LIFE",
    "SMTP_URL",
    "MAIL_FROM",
  ]);
});

test.each([["SMTP_URL"], ["MAIL_FROM"]])("in production a start without %s ends with a line that names it", (name) => {
  const { status, lines } = start({ ...good, [name]: "" });
  expect(status).toBe(1);
  expect(lines).toEqual([expect.stringMatching(new RegExp(`^${name} is missing: set it to .+`))]);
  expect(() => readConfig({ ...good, [name]: "" })).not.toThrow();
});

test("a database that can't be reached ends the start with one line that names the setting", () => {
  const { status, lines } = start(good);
  expect(status).toBe(1);
  expect(lines).toEqual([expect.stringContaining("WEB_DATABASE_URL")]);
  expect(lines[0]).not.toContain("app_web:x");
});

test("a signing key that no secret decrypts ends the start with one line that says the mend", async () => {
  const issuer = await startIssuer();
  onTestFinished(() => issuer.stop());
  await issuer.keys.step();
  const env = { ...good, WEB_DATABASE_URL: issuer.database.webUrl };
  const { status, lines } = start({ ...env, BETTER_AUTH_SECRETS: `2:${"y".repeat(40)}` });
  expect(status).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/^BETTER_AUTH_SECRETS is wrong: .* put the old version back .* `pnpm keys retire /),
  ]);
});

test("a plain secret is taken as version 1", () => {
  const BETTER_AUTH_SECRET = "a-secret-for-tests-that-protects-nothing";
  const config = readConfig({ ...good, BETTER_AUTH_SECRETS: "", BETTER_AUTH_SECRET });
  expect(config.BETTER_AUTH_SECRETS).toEqual([{ version: 1, value: BETTER_AUTH_SECRET }]);
});

test("an access token can't be told to live longer than an hour", () => {
  expect(() => readConfig({ ...good, ACCESS_TOKEN_LIFE: "61m" })).toThrow("ACCESS_TOKEN_LIFE");
  expect(readConfig({ ...good, ACCESS_TOKEN_LIFE: "1h" }).ACCESS_TOKEN_LIFE).toBe(3600);
});

test("secrets from examples are taken on this machine alone, and random ones anywhere", () => {
  expect(betterAuthSecret.length).toBeGreaterThan(20);
  expect(() => readConfig({ ...good, BETTER_AUTH_SECRETS: `1:${betterAuthSecret}` })).not.toThrow();
  expect(() => readConfig({ ...good, ...safe })).not.toThrow();
});

test.each<[string, "ownerUrl" | undefined, Record<string, string>]>([
  ["WEB_DATABASE_URL", "ownerUrl", {}],
  ["BETTER_AUTH_URL", undefined, { BETTER_AUTH_URL: "http://tasks.example" }],
  ["BETTER_AUTH_URL", undefined, { ...safe, BETTER_AUTH_URL: "https://*.example" }],
  ["BETTER_AUTH_SECRETS", undefined, { ...safe, BETTER_AUTH_SECRETS: `1:${betterAuthSecret}` }],
])("in production %s ends the start with the one line that names it (role: %s, %o)", async (name, role, env) => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const { status, lines } = start({ ...good, ...(role && { WEB_DATABASE_URL: database[role] }), ...env });
  expect(status).toBe(1);
  expect(lines).toEqual([expect.stringMatching(new RegExp(`^${name} is wrong: .*; set it to .*\\.$`))]);
  expect(lines[0]).not.toContain(new URL(database.ownerUrl).password);
});

test.each([
  ["Ada <ada@claimcheck.example>", { name: "Ada", address: "ada@claimcheck.example" }],
  ['"Ada & Co." <ada@claimcheck.example>', { name: "Ada & Co.", address: "ada@claimcheck.example" }],
  ["ada@claimcheck.example", { name: "", address: "ada@claimcheck.example" }],
])("mails may be from %s", (MAIL_FROM, mailbox) => {
  expect(readConfig({ ...good, MAIL_FROM }).MAIL_FROM).toEqual(mailbox);
});

test.each([
  ["SMTP_URL", { SMTP_URL: "mail.example:587" }],
  ["MAIL_FROM", { MAIL_FROM: "nobody" }],
  ["MAIL_FROM", { MAIL_FROM: "Ada <ada@claimcheck.example>\r\nBcc: <eve@claimcheck.example>" }],
  ["MAIL_CATCHER_URL", { MAIL_CATCHER_URL: "http://mail.example:8025" }],
  ["MAIL_CATCHER_URL", { ...safe, MAIL_CATCHER_URL: "http://localhost:8025" }],
  ["GITHUB_CLIENT_SECRET", { GITHUB_CLIENT_ID: "a-client" }],
  ["GITHUB_CLIENT_ID", { GITHUB_CLIENT_SECRET: "secret" }],
  ["GOOGLE_CLIENT_SECRET", { GOOGLE_CLIENT_ID: "a-client" }],
  ["BETTER_AUTH_URL", { ...safe, BETTER_AUTH_URL: "http://tasks.example" }],
  ["API_URL", { ...safe, API_URL: "http://api.tasks.example" }],
  ["BETTER_AUTH_URL", { ...safe, BETTER_AUTH_URL: "https://*.tasks.example" }],
  ["TOKEN_AUDIENCES", { TOKEN_AUDIENCES: "https://*.tasks.example" }],
  ["BETTER_AUTH_TRUSTED_ORIGINS", { BETTER_AUTH_TRUSTED_ORIGINS: "https://*.tasks.example" }],
  ["BETTER_AUTH_SECRETS", { ...safe, BETTER_AUTH_SECRETS: good.BETTER_AUTH_SECRETS }],
  ["BETTER_AUTH_SECRETS", { ...safe, BETTER_AUTH_SECRETS: `2:${fresh},1:${betterAuthSecret}` }],
  ["BETTER_AUTH_SECRET", { ...safe, BETTER_AUTH_SECRETS: "", BETTER_AUTH_SECRET: "x".repeat(32) }],
  ["WEB_DATABASE_URL", { ...safe, WEB_DATABASE_URL: "postgres://app_web:claimcheck@db/claimcheck" }],
  ["GITHUB_URL", { GITHUB_URL: "http://github.example" }],
])("%s is named in one line that says the mend: %o", (name, env) => {
  const read = () => readConfig({ ...good, ...env });
  expect(read).toThrow(new RegExp(`^${name} (is wrong|is missing|isn't taken): [^\n]+\\.$`));
  for (const value of Object.values(env).filter(Boolean)) expect(read).not.toThrow(value);
});
