import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "./support/browser.ts";

// `pnpm test` sets it. A run of a single file looks for what is installed; its workers inherit what it found.
process.env.CHROMIUM_PATH ??= (await findBrowser(undefined, { install: false })).executablePath;
const executablePath = process.env.CHROMIUM_PATH;

/** What takes too long for every change: these are the project that `pnpm test:full` runs. */
const details =
  /(account|account-deletion|bars|email-change|first-day|forms|late-scripts|leaving|motion|notices|pages|passkeys|password|processes|providers|renewal|shortcuts|sign-up|signed-out|tasks-(bulk-undo|filters|lost-answers|quick-add|scrolling|states|tags)|theme|traces|without-network)\.spec\.ts/;

/** They start stacks or processes of their own, with settings of their own: those are the builds, wherever the rest runs. */
const withOwnStack = /(leaving|processes|providers|renewal|traces|without-network)\.spec\.ts/;
const compose = process.env.CLAIMCHECK_E2E_STACK === "compose";

export default defineConfig({
  testDir: "specs",
  projects: [
    { name: "journeys", testIgnore: details },
    { name: "details", testMatch: details, testIgnore: compose ? withOwnStack : [] },
  ],
  outputDir: ".output/results",
  globalSetup: "./support/global-setup.ts",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  // Long enough for a machine that is busy with something else: how fast a page is, is for `pnpm bench web` to say.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  // The runner of all tests reads the numbers.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : "list",
  use: {
    ...devices["Desktop Chrome"],
    // Its film of the page would be a tenth of the time of a run; what stands in it says more, and the last picture is kept.
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      args: [
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
