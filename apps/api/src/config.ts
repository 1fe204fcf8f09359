import { databaseUrl } from "@claimcheck/process/database-url";
import * as field from "@claimcheck/process/fields";
import { knownSecretLines, passwordOf } from "@claimcheck/process/known-secrets";
import { isLoopback } from "@claimcheck/process/loopback";
import { optional, readSettings, type Settings, SettingsError } from "@claimcheck/process/settings";
import { sharedSettings } from "@claimcheck/process/shared-settings";
import type { VerifierOptions } from "@claimcheck/token-verifier/options";

/** Every setting of the API; docs/settings.md has the same lines. No issuer secret is among them. */
export const apiSettings = {
  ...sharedSettings,
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
  JWT_ALGS: field.someOf({
    about: "The algorithms that the API accepts: two of them while `JWT_ALG` changes.",
    values: ["EdDSA", "ES256", "RS256"],
    fallback: "EdDSA",
  }),
  RATE_LIMIT_USER: field.count({
    about: "Requests with a valid token that one person may send in a minute.",
    fallback: "600",
    min: 1,
    max: 1_000_000,
  }),
  RATE_LIMIT_REFUSED: field.count({
    about: "Refused tokens that one address may send in a minute; more are answered with 429.",
    fallback: "60",
    min: 1,
    max: 1_000_000,
  }),
  VALKEY_URL: optional(
    field.valkeyUrl({
      about: "Valkey (or Redis) in which all instances of the API count requests together; unset: each counts its own.",
    }),
  ),
  API_DATABASE_URL: databaseUrl({
    about: "Postgres as the API's own role, which row-level security binds. `pnpm dev` derives it.",
  }),
  API_EVENTS_DATABASE_URL: optional(
    databaseUrl({
      about:
        "The same database for the one connection that hears of changes: directly, where `API_DATABASE_URL` goes through a pooler; unset: `API_DATABASE_URL`.",
    }),
  ),
  API_NAMED_STATEMENTS: field.flag({
    about:
      "Lets the API keep a prepared statement on a connection; `false` behind PgBouncer before 1.21 in transaction mode.",
    fallback: "true",
  }),
  API_HOST: field.host({ about: "Address the API listens on.", fallback: "127.0.0.1" }),
  API_PORT: field.port({ about: "Port the API listens on.", fallback: "8000" }),
  API_DRAIN_DELAY: optional(
    field.duration({
      about:
        "How long the API goes on after SIGTERM, with `/readyz` saying no, until a load balancer sends it nothing more; unset: not at all.",
      min: "1s",
      max: "5m",
    }),
  ),
  API_METRICS_PORT: optional(
    field.port({
      about: "Port of `/metrics` for Prometheus, for the inside only; unset: there are none.",
    }),
  ),
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
  if (!config.API_NAMED_STATEMENTS && !config.API_EVENTS_DATABASE_URL) {
    throw new SettingsError([
      "API_EVENTS_DATABASE_URL is missing: API_NAMED_STATEMENTS=false says that API_DATABASE_URL goes through a pooler, which passes on no event; set it to the same database without the pooler.",
    ]);
  }
  const guessed = knownSecretLines([config.BETTER_AUTH_URL, config.API_URL], apiSecrets(config));
  if (guessed.length > 0) throw new SettingsError(guessed);
  return config;
}

/** What only the API and its database may know, by the setting that it stands in. */
export function apiSecrets(config: ApiConfig): Record<string, string[]> {
  return {
    API_DATABASE_URL: passwordOf(config.API_DATABASE_URL),
    API_EVENTS_DATABASE_URL: config.API_EVENTS_DATABASE_URL ? passwordOf(config.API_EVENTS_DATABASE_URL) : [],
  };
}

/** What the settings mean for the verifier. */
export function verifierOptions(config: ApiConfig): VerifierOptions {
  const refreshMs = config.JWKS_REFRESH * 1000;
  return {
    issuer: config.BETTER_AUTH_URL,
    audience: config.API_URL,
    jwksUrl: config.JWKS_URL,
    allowHttp: config.JWKS_ALLOW_HTTP,
    algorithms: config.JWT_ALGS,
    // Fetched again in the background at four fifths of the time, so that requests don't wait for it.
    timing: { refreshMs: refreshMs * 0.8, freshMs: refreshMs },
  };
}
