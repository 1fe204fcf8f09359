import { defineProject } from "vitest/config";

export default defineProject({
  test: {
    name: "web",
    include: ["test/**/*.test.ts"],
    globalSetup: ["../../packages/database/src/testing/global-setup.ts"],
  },
});
