import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "token-verifier", include: ["test/**/*.test.ts"] } });
