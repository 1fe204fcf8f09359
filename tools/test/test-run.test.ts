import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { findBrowser } from "../../e2e/support/browser.ts";
import { root } from "../stack/parts.ts";
import { cleanEnv } from "../test-run/clean-env.ts";
import { closingLine, fromExit, fromPlaywright, fromVitest } from "../test-run/report.ts";

const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

function reportFile(report: unknown): string {
  const file = path.join(folder, `${crypto.randomUUID()}.json`);
  writeFileSync(file, typeof report === "string" ? report : JSON.stringify(report));
  return file;
}

const vitest = (passed: number, failed: number) =>
  reportFile({ numPassedTests: passed, numFailedTests: failed, numPendingTests: 1 });
const playwright = (expected: number, unexpected: number, flaky: number) =>
  reportFile({ stats: { expected, unexpected, flaky, skipped: 0 } });

test("the last line adds up what all steps passed, failed and skipped", () => {
  const all = [fromExit(0), fromExit(2), fromVitest(vitest(40, 1), 1), fromPlaywright(playwright(16, 0, 0), 0)];
  expect(closingLine(all)).toBe("57 passed, 2 failed, 1 skipped");
});

test("a flaky end-to-end test counts as failed", () => {
  expect(fromPlaywright(playwright(15, 0, 1), 0)).toMatchObject({ passed: 15, failed: 1 });
});

test.each([
  ["ended badly without a failed test", vitest(40, 0), 1],
  ["ran no test", vitest(0, 0), 0],
  ["left no report", path.join(folder, "missing.json"), 0],
  ["left half a report", reportFile('{"numPassed'), 0],
])("a run that %s counts as failed", (_, file, exitCode) => {
  expect(fromVitest(file, exitCode).failed).toBe(1);
});

test("tests see no setting of the shell, whatever database or secret it names", () => {
  const env = cleanEnv({
    PATH: "/bin",
    HOME: "/home/ada",
    CHROMIUM_PATH: "/opt/chromium",
    DATABASE_URL: "postgres://production",
    WEB_DATABASE_URL: "postgres://production",
    API_DATABASE_URL: "postgres://production",
    PGHOST: "production",
    PGPASSWORD: "secret",
    BETTER_AUTH_SECRETS: "1:secret",
    BETTER_AUTH_URL: "https://app.example",
    NODE_OPTIONS: "--require=./theirs.js",
  });
  expect(Object.keys(env).sort()).toEqual([
    "CHROMIUM_PATH",
    "HOME",
    "NEXT_TELEMETRY_DISABLED",
    "PATH",
    "TURBO_TELEMETRY_DISABLED",
  ]);
});

const configs = globSync(
  ["{apps,packages}/*/vitest.config.ts", "tools/vitest.{config,full.config,compose.config}.ts"],
  {
    cwd: root,
  },
);

test.each(configs)("%s gives a busy machine two minutes for a test and half a minute for a poll", async (file) => {
  const { default: config } = await import(path.join(root, file));
  const [{ test: options }] = [config.test.projects?.[0] ?? config];
  expect(options.testTimeout).toBeGreaterThanOrEqual(120_000);
  expect(options.hookTimeout).toBeGreaterThanOrEqual(120_000);
  expect(options.expect.poll.timeout).toBeGreaterThanOrEqual(30_000);
});

test("no test has less time than its project gives it", () => {
  const files = globSync(["{apps,packages}/*/test/**/*.test.ts", "tools/test/**/*.test.ts"], { cwd: root });
  expect(files.length).toBeGreaterThan(100);
  for (const file of files)
    for (const [, ms = ""] of readFileSync(path.join(root, file), "utf8").matchAll(/^\s*\}?,? ?(\d+_000),?\s*\);$/gm))
      expect(Number(ms.replaceAll("_", "")), file).toBeGreaterThanOrEqual(120_000);
});

const installed = await findBrowser(undefined, { install: false }).catch(() => undefined);

test.skipIf(!installed)(
  "one end-to-end file runs in the browser that is installed, without CHROMIUM_PATH",
  async () => {
    vi.stubEnv("CHROMIUM_PATH", undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { default: config } = await import("../../e2e/playwright.config.ts");
    expect(config.use?.launchOptions?.executablePath).toBe(installed?.executablePath);
  },
);
