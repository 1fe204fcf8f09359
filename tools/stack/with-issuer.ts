import { createIssuer } from "../../apps/web/src/auth/create-issuer.ts";
import { openAuthDatabase } from "../../apps/web/src/auth/database.ts";
import type { Issuer } from "../../apps/web/src/auth/handle.ts";
import { migrateDatabase } from "./database.ts";
import { withDatabase } from "./with-database.ts";

/** The issuer of the settings for as long as the work takes, as the web app's own role, on a migrated database. */
export function withIssuer<T>(work: (issuer: Issuer) => Promise<T>): Promise<T> {
  return withDatabase(async (database, settings) => {
    await migrateDatabase(database);
    const { db, close } = openAuthDatabase(database.webUrl);
    try {
      return await work(createIssuer(settings.web, db));
    } finally {
      await close();
    }
  });
}
