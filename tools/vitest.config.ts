import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  // The workflow parser below brings source maps without sources, and Vite tells of each.
  logLevel: "error",
  test: {
    name: "tools",
    include: ["test/**/*.test.ts"],
    // It imports JSON in a way that Node itself refuses.
    server: { deps: { inline: [/@actions\/workflow-parser/] } },
    // As in the apps: much waiting, and deadlines for a busy machine.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    globalSetup: "../packages/database/src/testing/global-setup.ts",
    // Those run as `pnpm test:full` and `pnpm test:compose`.
    exclude: [...configDefaults.exclude, "test/lifecycle/**", "test/compose/**"],
  },
});
