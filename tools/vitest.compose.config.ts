import { defineConfig } from "vitest/config";

// What needs a Docker engine: `pnpm test:compose`.
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    name: "compose",
    include: ["tools/test/compose/*.test.ts"],
    globalSetup: "tools/test/compose/build-images.ts",
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 1_200_000,
    expect: { poll: { timeout: 60_000, interval: 250 } },
  },
});
