import { defineProject } from "vitest/config";

export default defineProject({
  test: {
    name: "api",
    include: ["test/**/*.test.ts"],
    globalSetup: "../../packages/database/src/testing/global-setup.ts",
  },
});
