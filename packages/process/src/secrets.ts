import { z } from "zod";
import type { Setting } from "./settings.ts";

export type VersionedSecret = { version: number; value: string };

const minLength = 32;

export function plainSecret(given: Pick<Setting<unknown>, "about">): Setting<string> {
  return {
    ...given,
    rule: `at least ${minLength} random characters`,
    schema: z.string().min(minLength, `it is shorter than ${minLength} characters`),
  };
}

/**
 * Secrets with versions, newest first: `2:new,1:old`. The first one encrypts and signs, all of them decrypt.
 * Better Auth reads the same form from BETTER_AUTH_SECRETS.
 */
export function versionedSecrets(given: Pick<Setting<unknown>, "about" | "fallback">): Setting<VersionedSecret[]> {
  return {
    ...given,
    rule: `versioned secrets of at least ${minLength} characters, newest first, such as 1:RANDOM`,
    schema: z
      .string()
      .transform((text) => text.split(",").map((part) => /^\s*(\d{1,6}):(.*?)\s*$/.exec(part)))
      .refine((parts) => parts.every(Boolean), "a part has no version in front")
      .transform((parts) => parts.map((part) => ({ version: Number(part?.[1]), value: part?.[2] ?? "" })))
      .refine(
        (all) => all.every(({ value }) => value.length >= minLength),
        `a secret is shorter than ${minLength} characters`,
      )
      .refine((all) => new Set(all.map(({ version }) => version)).size === all.length, "a version stands there twice"),
  };
}
