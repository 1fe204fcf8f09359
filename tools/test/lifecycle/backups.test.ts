import { execFileSync, spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbedded } from "@claimcheck/database/embedded/start";
import { makeRoles, migrate } from "@claimcheck/database/migrate";
import { roleUrls } from "@claimcheck/database/roles";
import { plainOwner } from "@claimcheck/database/testing/plain-owner";
import { withClient } from "@claimcheck/database/testing/test-database";
import { expect, onTestFinished, test } from "vitest";
import { request, startApi } from "../../../apps/api/test/support/api.ts";
import { openStream } from "../../../apps/api/test/support/stream.ts";
import {
  apiUrl,
  cookieOf,
  signUp,
  startIssuer,
  type TestPerson,
  tokenOf,
  webUrl,
} from "../../../apps/web/test/support/issuer.ts";
import { root } from "../../stack/parts.ts";

type Urls = Parameters<typeof migrate>[0];

/** Where a pg_dump is that knows Postgres 18; "" for the PATH. */
const bin = ["", ...globSync("/usr/lib/postgresql/*/bin/")].find((folder) => {
  const { stdout } = spawnSync(`${folder}pg_dump`, ["--version"], { encoding: "utf8" });
  return Number(/ (\d+)/.exec(stdout ?? "")?.[1]) >= 18;
});
if (bin === undefined && process.env.CI) throw new Error("CI needs pg_dump 18 or newer");
const lack = [bin === undefined, "no pg_dump 18 or newer is installed"] as const;

function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-backup-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function startServer(folder = makeFolder()) {
  const server = await startEmbedded({ folder, throwaway: true });
  onTestFinished(async () => {
    await server.stop();
    rmSync(server.folder, { recursive: true, force: true });
  });
  return server;
}

/** The issuer, and an API that fetches its keys, on a database; closed by its caller. */
async function open(urls: Urls) {
  const database = { ...urls, drop: async () => {} };
  const issuer = await startIssuer({}, database);
  await issuer.keys.step();
  const keys = createServer(async (_, answer) => {
    answer.setHeader("content-type", "application/json");
    answer.end(await (await issuer.call("/jwks")).text());
  });
  await new Promise<void>((listening) => keys.listen(0, "127.0.0.1", listening));
  const jwksUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}`;
  const api = await startApi({ database, verifier: { issuer: webUrl, audience: apiUrl, jwksUrl } });
  const ask = (method: string, at: string, token: string, body?: unknown) =>
    request(api.url, method, at, { token, body });
  const close = async () => {
    await api.close();
    await issuer.stop();
    keys.closeAllConnections();
    keys.close();
  };
  return { issuer, api, ask, close };
}

type Held = { person: TestPerson; token: string; kid: unknown; uuid: unknown; items: unknown[] };

/** Two people with two tasks each, and what they hold. */
async function fill(urls: Urls): Promise<Held[]> {
  const { issuer, ask, close } = await open(urls);
  const held: Held[] = [];
  for (const name of ["Ada", "Ben"]) {
    const person = await signUp(issuer, name);
    const { token, header, claims } = await tokenOf(issuer.call, person);
    for (const title of ["first", "second"]) await ask("POST", "/v1/tasks", token, { title: `${name}'s ${title}` });
    const { items } = (await ask("GET", "/v1/tasks", token)).body;
    expect(items).toHaveLength(2);
    held.push({ person, token, kid: header.kid, uuid: claims.uuid, items });
  }
  await close();
  return held;
}

/** Each of them signs in, is known by the old token and session, and has their own rows and no others. */
async function expectAllThere(urls: Urls, held: Held[]): Promise<void> {
  const { issuer, api, ask, close } = await open(urls);
  for (const { person, token, kid, uuid, items } of held) {
    const { email, password } = person;
    expect((await ask("GET", "/v1/tasks", token)).body.items).toEqual(items);
    expect((await tokenOf(issuer.call, person)).claims.uuid).toBe(uuid);
    const signedIn = await issuer.call("/sign-in/email", { body: { email, password } });
    expect(signedIn.status).toBe(200);
    const fresh = await tokenOf(issuer.call, { ...person, cookie: cookieOf(signedIn) });
    expect([fresh.header.kid, fresh.claims.uuid]).toEqual([kid, uuid]);
    expect((await ask("GET", "/v1/tasks", fresh.token)).body.items).toEqual(items);
    for (const { items: others } of held.filter((one) => one.token !== token)) {
      for (const { id } of others as { id: string }[]) {
        expect((await ask("DELETE", `/v1/tasks/${id}`, fresh.token)).status).toBe(404);
      }
    }
    const stream = await openStream(api.url, fresh.token);
    const { id } = (await ask("POST", "/v1/tasks", fresh.token, { title: "after" })).body;
    expect(await stream.next()).toEqual({ kind: "task", id });
    stream.close();
  }
  await close();
}

/** Everything that says who may do what, and what is done by itself. */
const rules = (url: string) =>
  withClient(url, async (client) => {
    const all: unknown[] = [];
    for (const query of [
      "SELECT tablename, policyname, roles, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
      `SELECT relname, relacl::text[], relrowsecurity, relforcerowsecurity, relowner::regrole::text FROM pg_class
         WHERE relnamespace = 'public'::regnamespace ORDER BY 1`,
      `SELECT attrelid::regclass::text, attname, attacl::text[] FROM pg_attribute WHERE attacl IS NOT NULL
         AND attrelid::regclass::text !~ '^pg_' ORDER BY 1, 2`,
      `SELECT proname, proacl::text[], prosecdef, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1`,
      "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
      "SELECT nspname, nspacl::text[] FROM pg_namespace WHERE nspname IN ('public', 'drizzle') ORDER BY 1",
      "SELECT rolname, rolconfig FROM pg_roles WHERE rolname LIKE 'app\\_%' ORDER BY 1",
      "SELECT has_database_privilege('public', current_database(), 'TEMPORARY') AS temporary",
    ])
      all.push((await client.query(query)).rows);
    return all;
  });

/** Runs the line of docs/backups.md that starts so. */
function documented(start: string, cwd: string, env: Record<string, string>): void {
  const lines = readFileSync(path.join(root, "docs/backups.md"), "utf8").split("\n");
  const line = lines.find((one) => one.startsWith(start)) ?? "";
  execFileSync("sh", ["-c", line], { cwd, env: { PATH: `${bin}:${process.env.PATH}`, ...env }, stdio: "pipe" });
}

test("a dump is restored on another server with everything and everybody in it", async ({ skip }) => {
  skip(...lack);
  const folder = makeFolder();
  const [first, second] = [await startServer(), await startServer()];
  const before = await plainOwner(first.ownerUrl);
  await migrate(before);
  const held = await fill(before);
  const superuser = new URL(first.ownerUrl);
  superuser.pathname = new URL(before.ownerUrl).pathname;
  documented("pg_dump ", folder, { BACKUP_DATABASE_URL: superuser.href });
  const wanted = await rules(before.ownerUrl);

  const after = await plainOwner(second.ownerUrl);
  const restore = () => documented("pg_restore ", folder, { DATABASE_URL: after.ownerUrl });
  expect(restore).toThrow(/role "app_\w+" does not exist/);
  await makeRoles(after);
  restore();
  await migrate(after);
  expect(await rules(after.ownerUrl)).toEqual(wanted);
  await expectAllThere(after, held);
});

test("an owner whom row-level security holds can't make a dump that lacks rows", async ({ skip }) => {
  skip(...lack);
  const urls = await plainOwner((await startServer()).ownerUrl);
  await migrate(urls);
  expect(() => documented("pg_dump ", makeFolder(), { BACKUP_DATABASE_URL: urls.ownerUrl })).toThrow(
    /query would be affected by row-level security policy/,
  );
});

test.skipIf(process.platform === "win32")("a copy of a stopped embedded Postgres is the whole product", async () => {
  const first = await startServer();
  const urlsOf = (ownerUrl: string) => {
    const { web, api } = roleUrls(ownerUrl);
    return { ownerUrl, webUrl: web, apiUrl: api };
  };
  await migrate(urlsOf(first.ownerUrl));
  const held = await fill(urlsOf(first.ownerUrl));
  await first.stop();
  const copy = makeFolder();
  execFileSync("cp", ["-a", `${first.folder}/.`, copy]);
  await expectAllThere(urlsOf((await startServer(copy)).ownerUrl), held);
});
