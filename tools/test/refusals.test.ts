import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { freePort } from "@claimcheck/process/free-port";
import { SettingsError } from "@claimcheck/process/settings";
import { expect, onTestFinished, test } from "vitest";
import { checkSettings } from "../stack/checked-settings.ts";
import { givenDatabase, openDatabase } from "../stack/database.ts";
import { seed, seedsByItself } from "../stack/demo.ts";
import { assertLoopbackOrigins } from "../stack/loopback-only.ts";
import { root } from "../stack/parts.ts";
import { claimPorts } from "../stack/ports.ts";
import { ToolError } from "../tool-error.ts";

const basics = { BETTER_AUTH_SECRETS: `1:${randomBytes(32).toString("hex")}`, DEMO_PASSWORD: "for the demo" };
const ownerUrl = "postgres://owner:secret-of-the-owner@db.example.com/product";

/** A database as the tools know it; nothing is sent to it. */
function database(url: string, embedded: boolean) {
  const ended = new Promise<never>(() => {});
  return {
    ownerUrl: url,
    webUrl: url,
    apiUrl: url,
    where: "",
    embedded,
    ended,
    stop: async () => {},
  };
}

test.each(["WEB_PORT", "API_PORT", "MAIL_SMTP_PORT"])(
  "a taken port is told with the setting that moves it: %s",
  async (setting) => {
    const stranger = createServer().listen(0, "127.0.0.1");
    await once(stranger, "listening");
    onTestFinished(() => void stranger.close());
    const { port } = stranger.address() as AddressInfo;
    const claim = claimPorts([{ setting, port, host: "127.0.0.1" }], 0);
    await expect(claim).rejects.toThrow(ToolError);
    await expect(claim).rejects.toThrow(`Port ${port} is in use by another program: stop it, or set ${setting}`);
  },
);

test("a leftover of ours gets the time to let go of its port", async () => {
  const leftover = createServer().listen(0, "127.0.0.1");
  await once(leftover, "listening");
  const { port } = leftover.address() as AddressInfo;
  const claim = claimPorts([{ setting: "WEB_PORT", port, host: "127.0.0.1" }], 5000);
  leftover.close();
  await expect(claim).resolves.toBeUndefined();
});

test.each([{ WEB_PORT: "8000" }, { EMBEDDED_POSTGRES_PORT: "3000" }, { MAIL_UI_PORT: "8000" }])(
  "two parts can't have one port: %o",
  (ports) => {
    expect(() => checkSettings({ ...basics, ...ports })).toThrow(SettingsError);
    expect(() => checkSettings({ ...basics, ...ports })).toThrow(/_PORT is wrong: it equals \w+_PORT;/);
  },
);

test("one wrong setting makes one line", () => {
  const check = () => checkSettings({ ...basics, WEB_PORT: "none" });
  expect(check).toThrow(/^WEB_PORT is wrong: it is no number; set it to a port from 1 to 65535\.$/);
});

test("the apps' database URLs without the owner's are refused", () => {
  const check = () => checkSettings({ ...basics, API_DATABASE_URL: "postgres://app_api@localhost/x" });
  expect(check).toThrow(/^DATABASE_URL is missing/);
});

test.each([{ BETTER_AUTH_URL: "https://app.example.com" }, { API_URL: "https://api.example.com" }])(
  "neither seed nor reset works behind a public origin: %o",
  async (origin) => {
    const settings = checkSettings({ ...basics, ...origin });
    const embedded = database("postgres://owner:x@127.0.0.1/claimcheck", true);
    expect(() => assertLoopbackOrigins(settings, "db reset")).toThrow(
      `db reset is only for this machine, and ${Object.keys(origin)} is elsewhere.`,
    );
    await expect(seed(settings, embedded)).rejects.toThrow(/^Seeding is only for this machine/);
    expect(seedsByItself(settings, embedded)).toBe(false);
  },
);

test("demo data goes into a database of one's own only when SEED_DEMO says so, and never off this machine", async () => {
  const own = database(ownerUrl, false);
  const unasked = checkSettings({ ...basics, DATABASE_URL: ownerUrl });
  expect(seedsByItself(unasked, own)).toBe(false);
  await expect(seed(unasked, own)).rejects.toThrow(/unless SEED_DEMO=true/);
  const asked = checkSettings({ ...basics, DATABASE_URL: ownerUrl, SEED_DEMO: "true" });
  await expect(seed(asked, own)).rejects.toThrow("Seeding is refused: the database isn't on this machine.");
});

test("a database that doesn't answer is told in one line, without its password", async () => {
  const url = `postgres://owner:secret-of-the-owner@127.0.0.1:${await freePort()}/claimcheck`;
  const opened = openDatabase(checkSettings({ ...basics, DATABASE_URL: url }), "unused");
  await expect(opened).rejects.toThrow(ToolError);
  await expect(opened).rejects.toThrow(/^DATABASE_URL: claimcheck on 127\.0\.0\.1:\d+ can't be used \(.*ECONNREFUSED/);
  await expect(opened).rejects.not.toThrow(/secret-of-the-owner/);
});

test("an owner's URL without password is told to set the apps' own URLs", async () => {
  const opened = givenDatabase("postgres://owner@localhost/claimcheck", {});
  await expect(opened).rejects.toThrow(/set WEB_DATABASE_URL and API_DATABASE_URL/);
});

/** Runs the launcher as a package manager would, and gives what a person sees. */
function launch(args: string[], env: Record<string, string>) {
  const run = spawnSync(process.execPath, [path.join(root, "tools", "run.mjs"), ...args], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...env },
  });
  return { code: run.status, lines: run.stderr.trimEnd().split("\n") };
}

test.each(["pnpm/11.28.11 npm/? node/v22.13.0", "pnpm/9.15.9", "npm/10.9.9 node/v20.20.2", "yarn/1.22.22"])(
  "another package manager is told the right command in one line: %s",
  (agent) => {
    const { code, lines } = launch(["db", "reset"], { npm_config_user_agent: agent });
    expect(lines).toEqual(["Claimcheck needs pnpm 12: run `npx pnpm@12 db reset`"]);
    expect(code).toBe(1);
  },
);

test("a wrong database command ends with its usage", () => {
  const { code, lines } = launch(["db", "drop"], {});
  expect(lines).toEqual(["Usage: pnpm db migrate|roles|generate|seed|reset|purge|psql"]);
  expect(code).toBe(2);
});

test("test:compose ends with one line where no Docker engine answers", () => {
  const args = [path.join(root, "tools", "run.mjs"), "test", "--compose"];
  const env = { ...process.env, DOCKER_HOST: "unix:///nowhere/docker.sock" };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8" });
  expect(stderr).toBe("No Docker engine with Compose answers: start one, then run this again.\n");
  expect(status).toBe(1);
});
