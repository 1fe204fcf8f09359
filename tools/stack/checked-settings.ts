import { knownSecretLines, passwordOf } from "@claimcheck/process/known-secrets";
import { isLoopback } from "@claimcheck/process/loopback";
import { readSettings, type Settings, SettingsError, withFiles } from "@claimcheck/process/settings";
import * as api from "../../apps/api/src/config.ts";
import * as web from "../../apps/web/src/config.ts";
import { readConfig, type ToolsConfig, toolsSettings } from "../settings.ts";
import type { Env } from "./env-file.ts";

export type CheckedSettings = {
  tools: ToolsConfig;
  web: web.WebConfig;
  api: api.ApiConfig;
  /** The settings as given, with the public origins and mail settings that follow from the ports. */
  env: Env;
  /** Whether mail is caught on this machine, because nobody said where to send it. */
  catchesMail: boolean;
};

const portSettings = {
  WEB_PORT: web.webSettings.WEB_PORT,
  API_PORT: api.apiSettings.API_PORT,
  EMBEDDED_POSTGRES_PORT: toolsSettings.EMBEDDED_POSTGRES_PORT,
  MAIL_SMTP_PORT: toolsSettings.MAIL_SMTP_PORT,
  MAIL_UI_PORT: toolsSettings.MAIL_UI_PORT,
};
const mailPorts = ["MAIL_SMTP_PORT", "MAIL_UI_PORT"];

/**
 * Checks the settings of every part before anything starts.
 * Throws SettingsError with one line for each that is wrong, whichever part it belongs to.
 */
export function checkSettings(given: Env): CheckedSettings {
  const names = [web.webSettings, api.apiSettings, toolsSettings].flatMap((shape) => Object.keys(shape));
  const origins = withOrigins(withFiles(new Set(names), given));
  const catchesMail = !given.SMTP_URL && onThisMachine(origins);
  const env = catchesMail ? withCaughtMail(origins) : origins;
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
  const ports = read((all) => readSettings(portSettings, all));
  const unused = [...(env.DATABASE_URL ? ["EMBEDDED_POSTGRES_PORT"] : []), ...(catchesMail ? [] : mailPorts)];
  if (ports) assertDifferent(ports, unused);
  const all = { tools: read(readConfig), web: read(web.readConfig), api: read(api.readConfig) };
  if (!(all.tools && all.web && all.api)) throw new SettingsError([...lines]);
  if (!all.tools.DATABASE_URL && (env.WEB_DATABASE_URL || env.API_DATABASE_URL)) {
    throw new SettingsError([
      "DATABASE_URL is missing: set it beside WEB_DATABASE_URL and API_DATABASE_URL, or remove all three for the embedded Postgres.",
    ]);
  }
  const { JWT_ALG, BETTER_AUTH_URL, API_URL } = all.web;
  // The passwords of the apps' roles may follow from the owner's.
  const owner = all.tools.DATABASE_URL ? passwordOf(all.tools.DATABASE_URL) : [];
  const guessed = knownSecretLines([BETTER_AUTH_URL, API_URL], { DATABASE_URL: owner });
  if (guessed.length > 0) throw new SettingsError(guessed);
  if (!all.api.JWT_ALGS.includes(JWT_ALG)) {
    throw new SettingsError([
      `JWT_ALGS is wrong: the API would refuse tokens that JWT_ALG=${JWT_ALG} signs; add ${JWT_ALG} to it.`,
    ]);
  }
  return { tools: all.tools, web: all.web, api: all.api, env, catchesMail };
}

function assertDifferent(ports: Settings<typeof portSettings>, unused: readonly string[]): void {
  const used = Object.entries(ports).filter(([name]) => !unused.includes(name));
  for (const [name, port] of used) {
    const twin = used.find(([other, otherPort]) => other !== name && otherPort === port);
    if (!twin) continue;
    throw new SettingsError([`${name} is wrong: it equals ${twin[0]}; set one of them to another port.`]);
  }
}

/** On this machine the public origins follow the ports, unless they are set. */
export function withOrigins(env: Env): Env {
  const origin = (name: string, port: string) => {
    const url = `http://localhost:${env[port]}`;
    return env[name] || !env[port] || !URL.canParse(url) ? {} : { [name]: url };
  };
  return { ...env, ...origin("BETTER_AUTH_URL", "WEB_PORT"), ...origin("API_URL", "API_PORT") };
}

function onThisMachine({ BETTER_AUTH_URL, API_URL }: Env): boolean {
  return [BETTER_AUTH_URL, API_URL].every((url) => !url || (URL.canParse(url) && isLoopback(url)));
}

/** What the web app is told where its mail is caught. */
function withCaughtMail(env: Env): Env {
  const { MAIL_SMTP_PORT, MAIL_UI_PORT } = toolsSettings;
  const valid = (url: string) => (URL.canParse(url) ? url : undefined);
  return {
    ...env,
    MAIL_FROM: env.MAIL_FROM || "Claimcheck <no-reply@claimcheck.example>",
    SMTP_URL: valid(`smtp://127.0.0.1:${env.MAIL_SMTP_PORT || MAIL_SMTP_PORT.fallback}`),
    MAIL_CATCHER_URL: valid(`http://localhost:${env.MAIL_UI_PORT || MAIL_UI_PORT.fallback}`),
  };
}
