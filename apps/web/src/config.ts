import { databaseUrl } from "@claimcheck/process/database-url";
import * as field from "@claimcheck/process/fields";
import { knownSecretLines, passwordOf } from "@claimcheck/process/known-secrets";
import { isLoopback } from "@claimcheck/process/loopback";
import { plainSecret, versionedSecrets } from "@claimcheck/process/secrets";
import { optional, readSettings, type Settings, SettingsError } from "@claimcheck/process/settings";
import { sharedSettings } from "@claimcheck/process/shared-settings";

/** Every setting of the web app; docs/settings.md has the same lines. */
export const webSettings = {
  ...sharedSettings,
  BETTER_AUTH_SECRET: optional(
    plainSecret({
      about: "A plain secret as other Better Auth apps have it; taken as version 1 of `BETTER_AUTH_SECRETS`.",
    }),
  ),
  BETTER_AUTH_SECRETS: versionedSecrets({
    about: "Sign the session cookies and encrypt the signing key. `pnpm dev` writes one.",
    fallback: {
      text: "`BETTER_AUTH_SECRET` as version 1",
      derive: (setting) => setting("BETTER_AUTH_SECRET") && `1:${setting("BETTER_AUTH_SECRET")}`,
    },
  }),
  API_INTERNAL_URL: field.internalUrl({
    about: "Where the web server reaches the API; may be an internal address.",
    fallback: { text: "`API_URL`", derive: (setting) => setting("API_URL") },
  }),
  WEB_DATABASE_URL: databaseUrl({
    about: "Postgres as the web app's own role, which reads and writes Better Auth's tables. `pnpm dev` derives it.",
  }),
  WEB_HOST: field.host({ about: "Address the web app listens on.", fallback: "127.0.0.1" }),
  WEB_PORT: field.port({ about: "Port the web app listens on.", fallback: "3000" }),
  ACCESS_TOKEN_LIFE: field.duration({
    about: "Life of an access token: the longest that a signed-out person's token still works.",
    fallback: "5m",
    min: "5s",
    max: "1h",
  }),
  TOKEN_AUDIENCES: optional(
    field.uris({
      about: "More audiences (`aud`) that a signed-in caller may ask a token for, so that other APIs can join.",
    }),
  ),
  JWT_ALG: field.oneOf({
    about: "The algorithm that signs access tokens. Changing it is a key rotation.",
    values: ["EdDSA", "ES256", "RS256"],
    fallback: "EdDSA",
  }),
  JWKS_MAX_AGE: field.duration({
    about: "How long anybody on the way may keep the published keys.",
    fallback: "5m",
    min: "1s",
    max: "1h",
  }),
  KEY_ROTATION_LEAD: field.duration({
    about: "How long a new key is published before it signs: longer than `JWKS_MAX_AGE` and `JWKS_REFRESH` together.",
    fallback: "20m",
    min: "3s",
    max: "7d",
  }),
  KEY_ROTATION_INTERVAL: optional(
    field.duration({
      about: "Age at which a key is replaced by itself; unset: only `pnpm keys rotate` does it.",
      min: "10s",
      max: "999d",
    }),
  ),
  SESSION_LIFE: field.duration({
    about: "Life of a session, counted from its last use.",
    fallback: "7d",
    min: "5m",
    max: "90d",
  }),
  SMTP_URL: optional(
    field.smtpUrl({
      about:
        "Server that mails go out through, with user and password if it wants them; required in production. `pnpm dev` catches mails on this machine.",
    }),
  ),
  MAIL_FROM: field.mailbox({
    about: "Who mails are from; required in production.",
    fallback: "Claimcheck <no-reply@claimcheck.example>",
  }),
  MAIL_CATCHER_URL: optional(
    field.loopbackUrl({
      about: "Where caught mails are read on this machine, for pages to link to. `pnpm dev` sets it.",
    }),
  ),
  GITHUB_CLIENT_ID: optional(
    field.credential({ about: "OAuth app at GitHub; together with the secret it lets people sign in with GitHub." }),
  ),
  GITHUB_CLIENT_SECRET: optional(field.credential({ about: "Its secret." })),
  GITHUB_URL: field.origin({
    about: "GitHub, or a GitHub Enterprise Server of one's own.",
    fallback: "https://github.com",
  }),
  GOOGLE_CLIENT_ID: optional(
    field.credential({ about: "OAuth client at Google; together with the secret it lets people sign in with Google." }),
  ),
  GOOGLE_CLIENT_SECRET: optional(field.credential({ about: "Its secret." })),
  GOOGLE_ISSUER: field.origin({
    about: "Google, or another OpenID Connect issuer that stands in for it.",
    fallback: "https://accounts.google.com",
  }),
};

/** In production nobody would notice that mails go nowhere. */
const productionSettings: typeof webSettings = {
  ...webSettings,
  SMTP_URL: { ...webSettings.SMTP_URL, optional: false },
  MAIL_FROM: { ...webSettings.MAIL_FROM, fallback: undefined },
};

const pairs = [
  ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"],
  ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
] as const;

export type WebConfig = Settings<typeof webSettings>;

/** Reads the web app's settings. Throws SettingsError with one line for each that is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): WebConfig {
  const config = readSettings(env.NODE_ENV === "production" ? productionSettings : webSettings, env);
  const lines = [...unfit(config)];
  if (lines.length > 0) throw new SettingsError(lines);
  return config;
}

/** What only this app and its database may know, by the setting that it stands in. */
export function webSecrets(config: WebConfig): Record<string, string[]> {
  return {
    BETTER_AUTH_SECRET: config.BETTER_AUTH_SECRET ? [config.BETTER_AUTH_SECRET] : [],
    BETTER_AUTH_SECRETS: config.BETTER_AUTH_SECRETS.map(({ value }) => value).filter(
      (value) => value !== config.BETTER_AUTH_SECRET,
    ),
    WEB_DATABASE_URL: passwordOf(config.WEB_DATABASE_URL),
  };
}

/** What is right by itself, but not together with the rest. */
function* unfit(config: WebConfig): Generator<string> {
  const { KEY_ROTATION_LEAD: lead, JWKS_MAX_AGE: maxAge, JWKS_REFRESH: refresh } = config;
  if (lead <= maxAge + refresh) {
    yield `KEY_ROTATION_LEAD is wrong: a verifier may not have seen the key by then; set it to more than JWKS_MAX_AGE and JWKS_REFRESH together (${maxAge + refresh}s).`;
  }
  if (config.MAIL_CATCHER_URL && !isLoopback(config.BETTER_AUTH_URL)) {
    yield "MAIL_CATCHER_URL isn't taken: who reads it reads everybody's mail, and BETTER_AUTH_URL isn't on this machine; remove it.";
  }
  yield* knownSecretLines([config.BETTER_AUTH_URL, config.API_URL], webSecrets(config));
  for (const [id, secret] of pairs) {
    const [missing, given] = config[id] ? [secret, id] : [id, secret];
    if (config[given] && !config[missing]) yield `${missing} is missing: set it beside ${given}, or remove both.`;
  }
}
