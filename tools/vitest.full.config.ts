import { noPgBouncer } from "@claimcheck/database/testing/pgbouncer";
import { defineConfig } from "vitest/config";

if (noPgBouncer) console.warn(`The API's tests aren't run behind PgBouncer: ${noPgBouncer}.`);

const lifecycle = {
  root: `${import.meta.dirname}/..`,
  test: {
    name: "lifecycle",
    include: ["{tools,apps/*}/test/lifecycle/**/*.test.ts"],
    globalSetup: "packages/database/src/testing/global-setup.ts",
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
  },
};

// What takes too long for every change: `pnpm test:full`.
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    projects: [lifecycle, ...(noPgBouncer ? [] : ["apps/api/vitest.pgbouncer.config.ts"])],
  },
});
