import { defineConfig } from "vitest/config";

// What takes too long for every change: `pnpm test:full`.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    name: "lifecycle",
    include: ["test/lifecycle/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
