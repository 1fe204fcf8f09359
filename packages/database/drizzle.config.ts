import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: ["./src/schema/auth.ts", "./src/schema/tasks.ts", "./src/schema/audit.ts"],
  out: "./migrations",
});
