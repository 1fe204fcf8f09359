import { readConfig } from "../config.ts";
import { createIssuer } from "./create-issuer.ts";
import { openAuthDatabase } from "./database.ts";
import type { Issuer } from "./handle.ts";

const shared = globalThis as typeof globalThis & { claimcheckIssuer?: Issuer };

/**
 * This process's issuer, built on first use: a build has neither settings nor a database. Kept on
 * globalThis, because Next loads this module once for pages, once for routes, and again after edits.
 * Throws SettingsError when a setting is wrong.
 */
export function getIssuer(): Issuer {
  shared.claimcheckIssuer ??= openIssuer();
  return shared.claimcheckIssuer;
}

function openIssuer(): Issuer {
  const config = readConfig(process.env);
  return createIssuer(config, openAuthDatabase(config.WEB_DATABASE_URL).db);
}
