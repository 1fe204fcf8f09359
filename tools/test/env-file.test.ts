import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readSettings } from "@claimcheck/process/settings";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { webSettings } from "../../apps/web/src/config.ts";
import { toolsSettings } from "../settings.ts";
import { loadEnv } from "../stack/env-file.ts";
import { root } from "../stack/parts.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimcheck-env-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  file = path.join(folder, ".env");
  copyFileSync(path.join(root, ".env.example"), `${file}.example`);
});

const secretsOf = (env: Record<string, string | undefined>) => [env.BETTER_AUTH_SECRETS, env.DEMO_PASSWORD];

test("the first start writes .env for its owner alone, with secrets that pass the checks", () => {
  const env = loadEnv(folder, {});
  const { WEB_DATABASE_URL, ...ownSettings } = webSettings;
  expect(readSettings(ownSettings, env).BETTER_AUTH_SECRETS).toMatchObject([{ version: 1 }]);
  expect(readSettings(toolsSettings, env).DEMO_PASSWORD).toMatch(/^\w{4}-\w{4}-\w{4}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("two clones never have the same secrets", () => {
  const first = secretsOf(loadEnv(folder, {}));
  rmSync(file);
  const second = secretsOf(loadEnv(folder, {}));
  for (const secret of first) expect(second).not.toContain(secret);
});

test("a later start changes nothing", () => {
  const first = loadEnv(folder, {});
  const text = readFileSync(file, "utf8");
  expect(loadEnv(folder, {})).toEqual(first);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test(".env.example copied unchanged to .env works: its blank secrets are filled in in place", () => {
  copyFileSync(`${file}.example`, file);
  for (const secret of secretsOf(loadEnv(folder, {}))) expect(secret).toBeTruthy();
  const lines = (name: string) => readFileSync(name, "utf8").split("\n");
  expect(lines(file)).toHaveLength(lines(`${file}.example`).length);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("what somebody wrote into .env stays, and what is missing is added", () => {
  writeFileSync(file, "# mine\r\nDEMO_PASSWORD = 'of my own'\r\nBETTER_AUTH_SECRETS=\"\"\r\nWEB_PORT=3001");
  expect(loadEnv(folder, {})).toMatchObject({ DEMO_PASSWORD: "of my own", WEB_PORT: "3001" });
  expect(readFileSync(file, "utf8")).toMatch(/^# mine\r\n/);
});

test("a plain BETTER_AUTH_SECRET isn't put aside by a generated one", () => {
  const shell = { BETTER_AUTH_SECRET: "a secret that another app had before" };
  expect(loadEnv(folder, shell).BETTER_AUTH_SECRETS).toBeFalsy();
});

test("the shell wins over .env, and a blank variable of the shell counts as unset", () => {
  writeFileSync(file, "WEB_PORT=3001\nAPI_PORT=8001\n");
  const env = loadEnv(folder, { WEB_PORT: "3002", API_PORT: " " });
  expect(env).toMatchObject({ WEB_PORT: "3002", API_PORT: "8001" });
});

test("a byte-order mark in .env hides no setting", () => {
  writeFileSync(file, "\ufeffWEB_PORT=3001\nAPI_PORT=8001\n");
  expect(loadEnv(folder, {})).toMatchObject({ WEB_PORT: "3001", API_PORT: "8001" });
});

test.each([
  ["UTF-16", Buffer.from("\ufeffWEB_PORT=3001\n", "utf16le")],
  ["UTF-16 without a byte-order mark", Buffer.from("WEB_PORT=3001\n", "utf16le")],
  ["Windows-1252", Buffer.from("DEMO_PASSWORD=caf\u00e9\n", "latin1")],
])("an .env in %s is refused by name and stays as it is", (_, bytes) => {
  writeFileSync(file, bytes);
  expect(() => loadEnv(folder, {})).toThrow(/^\.env isn't UTF-8 text: save it as UTF-8/);
  expect(readFileSync(file)).toEqual(bytes);
});
