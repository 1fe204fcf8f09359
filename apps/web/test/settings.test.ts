import { spawnSync } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { startIssuer } from "./support/issuer.ts";

const good = {
  BETTER_AUTH_SECRETS: "1:a-secret-for-tests-that-protects-nothing",
  WEB_DATABASE_URL: "postgres://app_web:x@127.0.0.1:1/claimcheck",
};
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
  ]);
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
