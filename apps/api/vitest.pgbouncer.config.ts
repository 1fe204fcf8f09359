import { configDefaults, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

// The same tests, behind PgBouncer in transaction mode: a part of `pnpm test:full`.
const config = mergeConfig(base, {
  test: {
    name: "api behind PgBouncer",
    // After what measures or ends whole processes.
    sequence: { groupOrder: 1 },
    globalSetup: ["../../packages/database/src/testing/pgbouncer-setup.ts"],
  },
});
// What starts processes of its own has a database of its own.
config.test.exclude = [
  ...configDefaults.exclude,
  "test/lifecycle/{fairness,key-server,pgbouncer,server,stopping}.test.ts",
];

export default config;
