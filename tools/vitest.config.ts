import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "tools",
    include: ["test/**/*.test.ts"],
    // As in the apps: much waiting, and deadlines for a busy machine.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    globalSetup: "../packages/database/src/testing/global-setup.ts",
    // Those run as `pnpm test:full` and `pnpm test:compose`.
    exclude: [...configDefaults.exclude, "test/lifecycle/**", "test/compose/**"],
  },
});
