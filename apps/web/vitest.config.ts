import { defineProject } from "vitest/config";

export default defineProject({
  test: {
    name: "web",
    include: ["test/**/*.test.ts"],
    // A test makes people and signs them in, and each of these costs a password's hash.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    globalSetup: ["../../packages/database/src/testing/global-setup.ts"],
  },
});
