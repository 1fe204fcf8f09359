import { readConfig as readApiConfig } from "../../../apps/api/src/config.ts";
import { readConfig as readWebConfig } from "../../../apps/web/src/config.ts";
import { readConfig as readToolsConfig } from "../../settings.ts";
import type { Env } from "../../stack/env-file.ts";

/** The settings of a deployment, as both apps take them in production. */
export type Production = ReturnType<typeof readProduction>;

/** Throws SettingsError for what an app doesn't start with. */
export function readProduction(env: Env) {
  const production = { ...env, NODE_ENV: "production" };
  return { web: readWebConfig(production), api: readApiConfig(production), tools: readToolsConfig(production) };
}

/** A line of docs/production-checklist.md, under the same name. Without `look` it is checked by hand, as `mend` says. */
export type Item = {
  name: string;
  mend: string;
  /** Gives what was found; throws an Error with what is wrong. */
  look?: (at: Production) => Promise<string> | string;
  /** Items without which there is nothing to look at. */
  after?: readonly string[];
};

/** What can't be looked at from here, and what to do so that it can. */
export class NotLookedAt extends Error {}
