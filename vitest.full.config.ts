import { defineConfig } from "vitest/config";

// What takes too long for every change: `pnpm test:full`.
export default defineConfig({
  test: {
    name: "lifecycle",
    include: ["tools/test/lifecycle/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
