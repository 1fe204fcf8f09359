import { randomBytes, randomInt } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { ToolError } from "../tool-error.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** What is written into `.env` when nobody has set it; the second name means the same in another form. */
const generated = [
  { name: "BETTER_AUTH_SECRETS", or: "BETTER_AUTH_SECRET", make: () => `1:${randomSecret()}` },
  { name: "DEMO_PASSWORD", or: "DEMO_PASSWORD", make: readablePassword },
];

/**
 * Settings of a working folder: the shell's over those of its `.env`; blank counts as unset.
 * Writes `.env` from `.env.example` when there is none, and fills in secrets that are still blank.
 * Throws ToolError if the file isn't UTF-8.
 */
export function loadEnv(folder: string, shell: Env): Env {
  const file = path.join(folder, ".env");
  const found = existsSync(file);
  let text = readEnvFile(found ? file : `${file}.example`);
  const before = merge(text, shell);
  const missing = generated.filter(({ name, or }) => !before[name] && !before[or]);
  for (const { name, make } of missing) text = setLine(text, name, make());
  if (!found || missing.length > 0) {
    writeFileSync(file, text, { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  return merge(text, shell);
}

/**
 * The text of an env file, without a byte-order mark, which would become part of the first name.
 * Throws ToolError if it isn't UTF-8: UTF-16 would hide every name.
 */
export function readEnvFile(file: string): string {
  const bytes = readFileSync(file);
  try {
    if (!bytes.includes(0)) return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Reported below.
  }
  throw new ToolError(".env isn't UTF-8 text: save it as UTF-8 (Notepad and PowerShell 5 may have written UTF-16).");
}

function merge(text: string, shell: Env): Env {
  const given = Object.entries(shell).filter(([, value]) => value?.trim());
  return { ...parseEnv(text), ...Object.fromEntries(given) };
}

/** The text of an env file in which a variable has this value, whatever its line said before. */
export function setLine(text: string, name: string, value: string): string {
  const assigned = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, "gm");
  const line = `${name}=${value}`;
  if (text.search(assigned) >= 0) return text.replace(assigned, () => line);
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
}

/** 256 bits, in letters that need no quoting. */
function randomSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** A random password that can be read out and typed: three groups of four, about 59 bits. */
function readablePassword(): string {
  const letters = "abcdefghijkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("");
  return [group(), group(), group()].join("-");
}
