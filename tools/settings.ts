import { databaseUrl } from "@claimcheck/process/database-url";
import * as field from "@claimcheck/process/fields";
import { optional, readSettings, type Settings } from "@claimcheck/process/settings";

/** Every setting that only the tools read; docs/settings.md has the same lines. */
export const toolsSettings = {
  DATABASE_URL: optional(
    databaseUrl({
      about:
        "Postgres as the owner of the tables, for migrations; neither app gets it. Unset: `pnpm dev` starts an embedded Postgres.",
    }),
  ),
  EMBEDDED_POSTGRES_PORT: field.port({
    about: "Port of the embedded Postgres, on 127.0.0.1 only.",
    fallback: "54329",
  }),
  MAIL_SMTP_PORT: field.port({
    about: "Port on 127.0.0.1 that takes mail where `SMTP_URL` is unset.",
    fallback: "1025",
  }),
  MAIL_UI_PORT: field.port({
    about: "Port on 127.0.0.1 where that mail is read, by people and at `/api/v1` by programs.",
    fallback: "8025",
  }),
  DEMO_EMAIL: field.email({
    about: "Email of the demo person.",
    fallback: "demo@claimcheck.example",
  }),
  DEMO_PASSWORD: optional(
    field.password({
      about: "Password of the demo person. `pnpm dev` writes one; unset: no demo person.",
    }),
  ),
  SEED_DEMO: field.flag({
    about: "Lets the demo person and tasks into a database of your own, too.",
    fallback: "false",
  }),
  CHROMIUM_PATH: optional(
    field.filePath({
      about: "The browser of tests, pictures and `pnpm bench web`; unset: they find one by themselves.",
    }),
  ),
};

export type ToolsConfig = Settings<typeof toolsSettings>;

/** Reads the tools' settings. Throws SettingsError with one line for each that is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ToolsConfig {
  return readSettings(toolsSettings, env);
}
