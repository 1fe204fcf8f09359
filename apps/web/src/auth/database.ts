import { assertBoundRole } from "@claimcheck/database/bound-role";
import { createPool } from "@claimcheck/database/pool";
import * as tables from "@claimcheck/database/schema/auth";
import * as relations from "@claimcheck/database/schema/auth-relations";
import { drizzle } from "drizzle-orm/node-postgres";

export const schema = { ...tables, ...relations };

/** Better Auth's own tables, as the web app's role; a connection of a mightier one is never used. */
export function openAuthDatabase(url: string) {
  const pool = createPool({ url, applicationName: "claimcheck-web", onConnect: assertBoundRole });
  return { db: drizzle(pool, { schema }), close: () => pool.end() };
}

export type AuthDatabase = ReturnType<typeof openAuthDatabase>["db"];
