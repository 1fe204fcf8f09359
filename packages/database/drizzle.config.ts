import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: ["auth", "tasks", "tags", "idempotency", "audit"].map((name) => `./src/schema/${name}.ts`),
  out: "./migrations",
});
