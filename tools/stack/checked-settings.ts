import { SettingsError } from "@claimcheck/process/settings";
import * as api from "../../apps/api/src/config.ts";
import * as web from "../../apps/web/src/config.ts";
import { readConfig, type ToolsConfig } from "../settings.ts";
import type { Env } from "./env-file.ts";

export type CheckedSettings = {
  tools: ToolsConfig;
  web: web.WebConfig;
  api: api.ApiConfig;
  /** The settings as given, with the public origins that follow from the ports. */
  env: Env;
};

/**
 * Checks the settings of every part before anything starts.
 * Throws SettingsError with one line for each that is wrong, whichever part it belongs to.
 */
export function checkSettings(given: Env): CheckedSettings {
  const env = withOrigins(given);
  // The real ones are known once the database runs.
  const later = "postgres://later@localhost/later";
  const whole = { WEB_DATABASE_URL: later, API_DATABASE_URL: later, ...env };
  const lines = new Set<string>();
  const read = <T>(readOne: (env: Env) => T): T | undefined => {
    try {
      return readOne(whole);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      for (const line of error.lines) lines.add(line);
    }
  };
  const all = { tools: read(readConfig), web: read(web.readConfig), api: read(api.readConfig) };
  if (!(all.tools && all.web && all.api)) throw new SettingsError([...lines]);
  if (!all.tools.DATABASE_URL && (env.WEB_DATABASE_URL || env.API_DATABASE_URL)) {
    throw new SettingsError([
      "DATABASE_URL is missing: set it beside WEB_DATABASE_URL and API_DATABASE_URL, or remove all three for the embedded Postgres.",
    ]);
  }
  return { tools: all.tools, web: all.web, api: all.api, env };
}

/** On this machine the public origins follow the ports, unless they are set. */
export function withOrigins(env: Env): Env {
  const origin = (name: string, port: string) =>
    env[name] || !env[port] ? {} : { [name]: `http://localhost:${env[port]}` };
  return { ...env, ...origin("BETTER_AUTH_URL", "WEB_PORT"), ...origin("API_URL", "API_PORT") };
}
