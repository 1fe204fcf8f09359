import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    name: "tools",
    include: ["test/**/*.test.ts"],
    globalSetup: "../packages/database/src/testing/global-setup.ts",
    // Those run as `pnpm test:full`.
    exclude: [...configDefaults.exclude, "test/lifecycle/**"],
  },
});
