import { readFileSync } from "node:fs";
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

export type SettingsEnv = Readonly<Record<string, string | undefined>>;

/**
 * The environment with each setting that `NAME_FILE` gives as a file read from there, as containers get their secrets.
 * Throws SettingsError for a file that can't be read, and for a setting that is given both ways.
 */
export function withFiles(names: Iterable<string>, env: SettingsEnv): SettingsEnv {
  const lines: string[] = [];
  const read: Record<string, string> = {};
  for (const name of names) {
    const file = env[`${name}_FILE`]?.trim();
    if (!file) continue;
    if (env[name]?.trim()) {
      lines.push(`${name} is given twice: remove it or ${name}_FILE.`);
      continue;
    }
    try {
      read[name] = readFileSync(file, "utf8").trim();
      if (!read[name]) lines.push(`${name}_FILE is wrong: the file is empty; write the setting into it.`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      lines.push(`${name}_FILE is wrong: it can't be read (${code}); set it to the path of a file with the setting.`);
    }
  }
  if (lines.length > 0) throw new SettingsError(lines);
  // Whoever reads the result again has them given once.
  const given = Object.keys(read).map((name) => [`${name}_FILE`, undefined]);
  return { ...env, ...read, ...Object.fromEntries(given) };
}

/**
 * Reads and checks settings from an environment, each as `NAME` or from the file of `NAME_FILE`; blank counts as unset.
 * Gives a frozen record. Throws SettingsError naming every variable that is wrong, missing or refused.
 */
export function readSettings<S extends SettingsShape>(shape: S, given: SettingsEnv): Settings<S> {
  const env = withFiles(Object.keys(shape), given);
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
