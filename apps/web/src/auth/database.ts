import { createPool } from "@claimcheck/database/pool";
import * as tables from "@claimcheck/database/schema/auth";
import * as relations from "@claimcheck/database/schema/auth-relations";
import { drizzle } from "drizzle-orm/node-postgres";

export const schema = { ...tables, ...relations };

/** Better Auth's own tables, as the web app's role. */
export function openAuthDatabase(url: string) {
  const pool = createPool({ url, applicationName: "claimcheck-web" });
  return { db: drizzle(pool, { schema }), close: () => pool.end() };
}

export type AuthDatabase = ReturnType<typeof openAuthDatabase>["db"];
