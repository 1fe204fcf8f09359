import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { lockHolder } from "../../stack/lock.ts";
import { type Clone, type Launched, makeClone, timeUntil } from "./clone.ts";

const running = "Claimcheck is running.";
/** For a busy machine; the stop itself takes at most 4 s. */
const limitMs = 60_000;
let clone: Clone;

beforeAll(async () => {
  clone = await makeClone();
});
// What a failed test leaves mustn't fail the next one too.
afterEach(() => {
  for (const { pid } of clone.processes()) process.kill(pid, "SIGKILL");
});
afterAll(() => clone.remove());

async function dev(): Promise<Launched> {
  const launched = clone.launch("dev");
  await launched.prints(running);
  return launched;
}

async function allGone(): Promise<void> {
  const ms = await timeUntil(() => clone.processes().length === 0, limitMs);
  expect({ left: clone.processes(), inTime: ms < limitMs }).toEqual({ left: [], inTime: true });
  expect(lockHolder(path.join(clone.folder, ".data"))).toBeUndefined();
}

/** The one process of the clone with such a command. */
function the(command: RegExp): number {
  const found = clone.processes().filter((one) => command.test(one.command));
  expect(found).toHaveLength(1);
  return found[0]?.pid ?? 0;
}
const supervisor = () => the(/^\S*node tools\/run\.mjs dev$/);
const pnpm = () => the(/^\S*pnpm dev$/);
const api = () => the(/^\S*node \S*src\/server\.ts$/);
const web = () => the(/^next-server/);
const postgres = () => the(/ -c port=/);

test("a fresh clone comes up with both apps answering and the demo login that .env holds", async () => {
  const launched = await dev();
  const answers = await Promise.all([fetch(`${clone.webUrl}/api/health`), fetch(`${clone.apiUrl}/readyz`)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const env = readFileSync(path.join(clone.folder, ".env"), "utf8");
  const password = /^DEMO_PASSWORD=(.+)$/m.exec(env)?.[1];
  expect(password).toBeTruthy();
  expect(launched.output()).toContain(password);
  // Nothing that looks like a failure: the issuer's keys are there before the API asks for them.
  expect(launched.output()).not.toMatch(/keys_|│ (warn|error)/);
  expect(clone.installed).not.toContain("WARN");
  expect(launched.output()).toMatch(new RegExp(`^ +Mail +${clone.mailUrl}$`, "m"));
  expect((await fetch(`${clone.mailUrl}/api/v1/messages`)).status).toBe(200);
  expect(statSync(path.join(clone.folder, ".env")).mode & 0o777).toBe(0o600);
  process.kill(-launched.pid, "SIGINT");
  await allGone();
  expect(existsSync(path.join(clone.folder, ".data", "lock"))).toBe(false);
});

test("the API's process holds no issuer secret and no database URL but its own", async () => {
  const launched = await dev();
  const environment = readFileSync(`/proc/${api()}/environ`, "utf8").split("\0");
  const names = environment.map((entry) => entry.split("=")[0]);
  expect(names).toContain("API_DATABASE_URL");
  for (const name of [
    "BETTER_AUTH_SECRETS",
    "BETTER_AUTH_SECRET",
    "DATABASE_URL",
    "WEB_DATABASE_URL",
    "DEMO_PASSWORD",
  ]) {
    expect(names).not.toContain(name);
  }
  process.kill(-launched.pid, "SIGTERM");
  await allGone();
});

describe("nothing is left, and the next start works, after", () => {
  const ends: [string, NodeJS.Signals, (launched: Launched) => number][] = [
    ["SIGTERM to npx", "SIGTERM", ({ pid }) => pid],
    ["SIGTERM to pnpm", "SIGTERM", pnpm],
    ["SIGTERM to the process group", "SIGTERM", ({ pid }) => -pid],
    ["SIGINT to the process group", "SIGINT", ({ pid }) => -pid],
    ["SIGHUP to the process group", "SIGHUP", ({ pid }) => -pid],
    ["SIGTERM to the supervisor", "SIGTERM", supervisor],
    ["kill -9 of npx", "SIGKILL", ({ pid }) => pid],
    ["kill -9 of pnpm", "SIGKILL", pnpm],
    ["kill -9 of the supervisor", "SIGKILL", supervisor],
    ["a crash of the API", "SIGKILL", api],
    ["a crash of the web app", "SIGKILL", web],
    ["a crash of Postgres", "SIGKILL", postgres],
  ];
  test.each(ends)("%s", async (_, signal, target) => {
    const launched = await dev();
    process.kill(target(launched), signal);
    await allGone();
  });
});

describe("one line says what is in the way:", () => {
  test("a second dev in the same folder", async () => {
    const first = await dev();
    const second = clone.launch("dev");
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/already runs from this folder \(process \d+\): stop that one first/);
    expect(second.output()).not.toMatch(/^\s+at /m);
    process.kill(-first.pid, "SIGTERM");
    await allGone();
  });

  test.each([
    ["WEB_PORT", () => clone.webUrl],
    ["API_PORT", () => clone.apiUrl],
    ["MAIL_UI_PORT", () => clone.mailUrl],
  ])("another program on %s", async (setting, url) => {
    const port = Number(new URL(url()).port);
    const stranger = createServer().listen(port, "127.0.0.1");
    const launched = clone.launch("dev");
    expect(await launched.ended).toBe(1);
    stranger.close();
    expect(launched.output()).toContain(`Port ${port} is in use by another program: stop it, or set ${setting}`);
    expect(launched.output()).not.toMatch(/^\s+at /m);
    await allGone();
  });
});

test("start runs production builds on the same database without a demo login", async () => {
  const launched = clone.launch("start");
  await launched.prints(running);
  expect(launched.output()).not.toContain("Demo login");
  expect(existsSync(path.join(clone.folder, "apps/web/.next/standalone"))).toBe(true);
  process.kill(-launched.pid, "SIGTERM");
  await allGone();
});
