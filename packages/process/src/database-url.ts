import { existsSync } from "node:fs";
import { z } from "zod";
import type { Setting } from "./settings.ts";

/** Modes that mean today what they will mean; the others are weaker for Postgres' own programs, and for the next driver. */
const clearSslModes = [null, "disable", "verify-full", "no-verify"];
const filesNamed = ["sslrootcert", "sslcert", "sslkey"];

const urlOf = (text: string) => (URL.canParse(text) ? new URL(text) : undefined);

/** Postgres and the role that one is there, and whether by TLS. */
export function databaseUrl(given: Pick<Setting<unknown>, "about">): Setting<string> {
  return {
    ...given,
    rule: "a postgres:// URL with user and database",
    schema: z
      .string()
      .refine((text) => /^postgres(ql)?:$/.test(urlOf(text)?.protocol ?? ""), "it is no postgres:// URL")
      .refine((text) => Boolean(urlOf(text)?.username), "it names no user")
      .refine(
        (text) => clearSslModes.includes(urlOf(text)?.searchParams.get("sslmode") ?? null),
        "its sslmode is none of verify-full, no-verify and disable",
      )
      .refine((text) => {
        const named = filesNamed.map((name) => urlOf(text)?.searchParams.get(name));
        // A path that the bundler knows nothing of: from one that may be "" it would take the whole folder along.
        return named.every((file) => !file || existsSync(/* turbopackIgnore: true */ file));
      }, "it names a file that isn't there"),
  };
}
