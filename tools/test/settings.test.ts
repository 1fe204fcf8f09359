import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseEnv } from "node:util";
import { refusedSettings } from "@claimcheck/process/refused";
import type { Setting, SettingsShape } from "@claimcheck/process/settings";
import { expect, onTestFinished, test } from "vitest";
import { apiSettings } from "../../apps/api/src/config.ts";
import { webSettings } from "../../apps/web/src/config.ts";
import { toolsSettings } from "../settings.ts";
import { checkSettings } from "../stack/checked-settings.ts";

const root = path.resolve(import.meta.dirname, "../..");
const shapes: Record<string, SettingsShape> = {
  web: webSettings,
  api: apiSettings,
  tools: toolsSettings,
};
const names = [...new Set(Object.values(shapes).flatMap((shape) => Object.keys(shape)))];

function inTheDocs(): string[][] {
  const lines = readFileSync(path.join(root, "docs/settings.md"), "utf8").split("\n");
  return lines.filter((line) => line.startsWith("| `")).map((line) => line.slice(2, -2).split(" | "));
}

function defaultOf({ fallback, optional }: Setting<unknown>): string {
  if (typeof fallback === "object") return fallback.text;
  return fallback === undefined ? (optional ? "unset" : "required") : `\`${fallback}\``;
}

/** The settings of .env.example: the set ones, and those that stand there as a comment. */
function inTheExample(): Record<string, string | undefined> {
  const text = readFileSync(path.join(root, ".env.example"), "utf8");
  return parseEnv(text.replaceAll(/^# (?=[A-Z_]+=)/gm, ""));
}

test("docs/settings.md has each setting of the apps and tools, with its default and check", () => {
  const rows = names.map((name) => {
    const apps = Object.keys(shapes).filter((app) => name in (shapes[app] ?? {}));
    const settings = apps.map((app) => shapes[app]?.[name] as Setting<unknown>);
    const [setting] = settings.map((one) => [defaultOf(one), one.rule, one.about]);
    expect(settings.map((one) => [defaultOf(one), one.rule, one.about])).toEqual(apps.map(() => setting));
    return [`\`${name}\``, apps.join(", "), ...(setting ?? [])];
  });
  const refused = Object.entries(refusedSettings).map(([name, mend]) => [`\`${name}\``, mend]);
  expect(inTheDocs()).toEqual([...rows, ...refused]);
});

test(".env.example has each setting once, commented out with its default or blank", () => {
  const example = inTheExample();
  expect(Object.keys(example).sort()).toEqual([...names].sort());
  for (const [name, value] of Object.entries(example)) {
    const fallback = Object.values(shapes).find((shape) => name in shape)?.[name]?.fallback;
    expect(value, name).toBe(typeof fallback === "string" ? fallback : "");
  }
});

test("every wrong setting of every part is named before anything starts", () => {
  const check = () =>
    checkSettings({
      BETTER_AUTH_SECRETS: "1:short",
      ACCESS_TOKEN_LIFE: "7d",
      API_PORT: "80000",
      LOG_LEVEL: "loud",
      EMBEDDED_POSTGRES_PORT: "none",
      JWT_SECRET_KEY: "theirs",
    });
  for (const name of [
    "BETTER_AUTH_SECRETS",
    "ACCESS_TOKEN_LIFE",
    "API_PORT",
    "LOG_LEVEL",
    "EMBEDDED_POSTGRES_PORT",
    "JWT_SECRET_KEY",
  ]) {
    expect(check).toThrow(new RegExp(`^${name} `, "m"));
  }
});

test("a setting of a file reaches every part that asks for it, and what follows from it", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-settings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "setting");
  writeFileSync(file, "4000\n");
  const { web, env } = checkSettings({ BETTER_AUTH_SECRETS: `1:${"x".repeat(32)}`, WEB_PORT_FILE: file });
  expect(web).toMatchObject({ WEB_PORT: 4000, BETTER_AUTH_URL: "http://localhost:4000" });
  expect(env).toMatchObject({ WEB_PORT: "4000", BETTER_AUTH_URL: "http://localhost:4000" });
});

test("an algorithm that the API wouldn't take is told before anything starts", () => {
  const secret = { BETTER_AUTH_SECRETS: `1:${"x".repeat(32)}` };
  expect(() => checkSettings({ ...secret, JWT_ALG: "ES256" })).toThrow(
    "JWT_ALGS is wrong: the API would refuse tokens that JWT_ALG=ES256 signs; add ES256 to it.",
  );
  const both = { ...secret, JWT_ALG: "ES256", JWT_ALGS: "EdDSA,ES256" };
  expect(checkSettings(both).web.JWT_ALG).toBe("ES256");
});
