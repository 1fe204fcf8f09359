import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  // The workflow parser below brings source maps without sources, and Vite tells of each.
  logLevel: "error",
  test: {
    name: "tools",
    include: ["test/**/*.test.ts"],
    // It imports JSON in a way that Node itself refuses.
    server: { deps: { inline: [/@actions\/workflow-parser/] } },
    // As in the apps: much of it is waiting.
    maxWorkers: 3,
    // Deadlines for a busy machine; no test asserts speed by them.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    globalSetup: "../packages/database/src/testing/global-setup.ts",
    // Those run as `pnpm test:full` and `pnpm test:compose`.
    exclude: [...configDefaults.exclude, "test/lifecycle/**", "test/compose/**"],
  },
});
