import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

// The same tests, behind PgBouncer in transaction mode: a part of `pnpm test:full`.
export default mergeConfig(base, {
  test: {
    name: "api behind PgBouncer",
    // After what measures or ends whole processes.
    sequence: { groupOrder: 1 },
    globalSetup: ["../../packages/database/src/testing/pgbouncer-setup.ts"],
  },
});
