import type { z } from "zod";
import { refusedSettings } from "./refused.ts";

/** One setting: a line of docs/settings.md and the check that stands behind it. */
export type Setting<T> = {
  /** What it is, in one sentence. */
  about: string;
  /** How it is checked, in words. */
  rule: string;
  schema: z.ZodType<T, string>;
  /** A literal default, or one derived from other settings; none: the setting is required. */
  fallback?: string | { text: string; derive: (setting: (name: string) => string) => string } | undefined;
  /** Without it the feature is off. */
  optional?: boolean;
};

/** The same setting, but one that may stay unset. */
export function optional<T>(setting: Setting<T>): Setting<T | undefined> {
  return { ...setting, optional: true };
}

export type SettingsShape = Record<string, Setting<unknown>>;
export type Settings<S extends SettingsShape> = {
  readonly [Name in keyof S]: S[Name] extends Setting<infer T> ? T : never;
};

/** Wrong settings: one line each, naming the variable and the mend, never the value. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/**
 * Reads and checks settings from an environment; blank counts as unset.
 * Gives a frozen record. Throws SettingsError naming every variable that is wrong, missing or refused.
 */
export function readSettings<S extends SettingsShape>(
  shape: S,
  env: Readonly<Record<string, string | undefined>>,
): Settings<S> {
  const lines = Object.entries(refusedSettings)
    .filter(([name]) => env[name])
    .map(([name, mend]) => `${name} isn't taken: ${mend}`);

  const text = (name: string): string | undefined => {
    const given = env[name]?.trim();
    if (given) return given;
    const fallback = shape[name]?.fallback;
    if (typeof fallback !== "object") return fallback;
    return fallback.derive((other) => text(other) ?? "") || undefined;
  };

  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(shape)) {
    const value = text(name);
    if (value === undefined) {
      if (setting.optional) values[name] = undefined;
      else lines.push(`${name} is missing: set it to ${setting.rule}.`);
      continue;
    }
    const parsed = setting.schema.safeParse(value);
    if (parsed.success) values[name] = parsed.data;
    // What is only derived is as wrong as what it comes from, which has its line already.
    else if (env[name]?.trim() || lines.length === 0)
      lines.push(`${name} is wrong: ${parsed.error.issues[0]?.message}; set it to ${setting.rule}.`);
  }
  if (lines.length > 0) throw new SettingsError(lines);
  return Object.freeze(values) as Settings<S>;
}
