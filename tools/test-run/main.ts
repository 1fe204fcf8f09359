import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findBrowser } from "../../e2e/support/browser.ts";
import { assertDocker } from "../stack/compose-project.ts";
import { cleanEnv } from "./clean-env.ts";
import { type Counts, closingLine, fromExit, fromPlaywright, fromVitest } from "./report.ts";

type Step = {
  name: string;
  bin: string;
  args: string[];
  cwd?: string;
  env?: Record<string, string>;
  count: (exitCode: number) => Counts;
};

const root = path.resolve(import.meta.dirname, "../..");

/**
 * Runs every check and test, and ends with one line that says how many passed and failed.
 * `--full` runs what takes too long for every change instead, `--compose` what needs a Docker engine. Gives the exit code.
 */
export async function main(args: string[]): Promise<number> {
  const reports = mkdtempSync(path.join(tmpdir(), "claimcheck-test-"));
  const vitestReport = path.join(reports, "vitest.json");
  const playwrightReport = path.join(reports, "playwright.json");
  const env = { ...cleanEnv(process.env), PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport };

  const vitest: Step = {
    name: "unit and API tests",
    bin: "vitest",
    args: ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`],
    count: (code) => fromVitest(vitestReport, code),
  };
  const builds: Step = {
    name: "production builds",
    bin: "turbo",
    args: ["run", "build", "--output-logs=errors-only"],
    count: fromExit,
  };
  const endToEnd = (project: "journeys" | "details"): Step => ({
    name: project === "journeys" ? "end to end" : "end to end, details",
    bin: "playwright",
    args: ["test", `--project=${project}`],
    cwd: path.join(root, "e2e"),
    count: (code) => fromPlaywright(playwrightReport, code),
  });
  const lifecycle: Step = {
    ...vitest,
    name: "lifecycle tests",
    args: ["--config", "tools/vitest.full.config.ts", ...vitest.args],
  };
  const full = [lifecycle, builds, endToEnd("details")];
  const containers: Step = {
    ...vitest,
    name: "images and containers",
    args: ["--config", "tools/vitest.compose.config.ts", ...vitest.args],
  };
  const inContainers = (step: Step): Step => ({
    ...step,
    name: `${step.name}, in containers`,
    env: { CLAIMCHECK_E2E_STACK: "compose" },
  });
  const compose = [
    containers,
    builds,
    inContainers(endToEnd("journeys")),
    inContainers(endToEnd("details")),
    {
      ...endToEnd("journeys"),
      name: "smoke journey, scaled",
      args: ["test", "--project=journeys", "/journey.spec.ts"],
      env: { CLAIMCHECK_E2E_STACK: "scale" },
    },
  ];
  const everyday: Step[] = [
    { name: "lint", bin: "biome", args: ["ci", "."], count: fromExit },
    { name: "unused code", bin: "knip", args: [], count: fromExit },
    {
      name: "types",
      bin: "turbo",
      args: ["run", "typecheck", "--output-logs=errors-only"],
      count: fromExit,
    },
    vitest,
    builds,
    endToEnd("journeys"),
  ];

  const results: { name: string; counts: Counts; seconds: number }[] = [];
  try {
    if (args.includes("--compose")) await assertDocker();
    const browser = await findBrowser(process.env.CHROMIUM_PATH);
    console.log(`Browser: ${browser.from} (${browser.executablePath})`);
    for (const step of args.includes("--compose") ? compose : args.includes("--full") ? full : everyday) {
      console.log(`\n── ${step.name}`);
      const started = performance.now();
      const exitCode = await run(step, { ...env, ...step.env, CHROMIUM_PATH: browser.executablePath });
      const seconds = (performance.now() - started) / 1000;
      results.push({ name: step.name, counts: step.count(exitCode), seconds });
    }
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }

  console.log("");
  for (const { name, counts, seconds } of results) {
    console.log(`${name.padEnd(20)} ${closingLine([counts])} (${seconds.toFixed(0)} s)`);
  }
  console.log(closingLine(results.map(({ counts }) => counts)));
  return results.every(({ counts }) => counts.failed === 0) ? 0 : 1;
}

function run(step: Step, env: Record<string, string>): Promise<number> {
  const cwd = step.cwd ?? root;
  const program = path.join(cwd, "node_modules", ".bin", step.bin);
  return new Promise((resolve, reject) => {
    const child = spawn(program, step.args, {
      cwd,
      env,
      stdio: ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32",
    });
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => child.kill(signal));
    }
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
