import * as field from "@claimcheck/process/fields";
import { isLoopback } from "@claimcheck/process/loopback";
import { readSettings, type Settings, SettingsError } from "@claimcheck/process/settings";

/** Every setting of the API; docs/settings.md has the same lines. No issuer secret is among them. */
export const apiSettings = {
  BETTER_AUTH_URL: field.origin({
    about:
      "Public origin of the web app: the issuer (`iss`) of every token, and the one origin CORS lets in.",
    fallback: "http://localhost:3000",
  }),
  API_URL: field.origin({
    about: "Public origin of the API: the audience (`aud`) of every token.",
    fallback: "http://localhost:8000",
  }),
  JWKS_URL: field.internalUrl({
    about: "Where the API fetches the issuer's public keys; may be an internal address.",
    fallback: {
      text: "`BETTER_AUTH_URL` + `/api/auth/jwks`",
      derive: (setting) => `${setting("BETTER_AUTH_URL")}/api/auth/jwks`,
    },
  }),
  JWKS_ALLOW_HTTP: field.flag({
    about: "Lets `JWKS_URL` be http on another host, for the inside of a container network.",
    fallback: "false",
  }),
  API_DATABASE_URL: field.databaseUrl({
    about: "Postgres as the API's own role, which row-level security binds. `pnpm dev` derives it.",
  }),
  API_HOST: field.host({ about: "Address the API listens on.", fallback: "127.0.0.1" }),
  API_PORT: field.port({ about: "Port the API listens on.", fallback: "8000" }),
  LOG_LEVEL: field.oneOf({
    about: "How much the logs tell.",
    values: ["debug", "info", "warn", "error", "silent"],
    fallback: "info",
  }),
};

export type ApiConfig = Settings<typeof apiSettings>;

/** Reads the API's settings. Throws SettingsError with one line for each that is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ApiConfig {
  const config = readSettings(apiSettings, env);
  const jwks = new URL(config.JWKS_URL);
  if (jwks.protocol === "http:" && !isLoopback(jwks) && !config.JWKS_ALLOW_HTTP) {
    throw new SettingsError([
      "JWKS_URL is wrong: http to another host lets a stranger swap the keys; set it to https, or set JWKS_ALLOW_HTTP=true inside a private network.",
    ]);
  }
  if (config.API_URL === config.BETTER_AUTH_URL) {
    throw new SettingsError([
      "API_URL is wrong: it equals BETTER_AUTH_URL, so issuer and audience would be the same; set it to the API's own origin.",
    ]);
  }
  return config;
}
