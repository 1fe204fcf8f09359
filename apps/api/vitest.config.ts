import { configDefaults, defineProject } from "vitest/config";

export default defineProject({
  test: {
    name: "api",
    include: ["test/**/*.test.ts"],
    // Much of what these do is waiting: for Postgres, for keys, for the end of a token.
    maxWorkers: 3,
    // Deadlines for a busy machine; no test asserts speed by them.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    globalSetup: "../../packages/database/src/testing/global-setup.ts",
    // Those run as `pnpm test:full`.
    exclude: [...configDefaults.exclude, "test/lifecycle/**"],
  },
});
