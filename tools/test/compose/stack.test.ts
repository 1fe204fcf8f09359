import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { type ComposeProject, composeProject } from "../../stack/compose-project.ts";
import { root } from "../../stack/parts.ts";
import { servicesOf } from "./services.ts";

let stack: ComposeProject;
beforeEach(async () => {
  stack = await composeProject();
});
afterEach(() => stack.remove());

const services = () => servicesOf(stack);
const up = (...words: string[]) => stack.compose("up", "--detach", "--wait", ...words);

const json = async <T>(url: string) => (await (await fetch(url)).json()) as T;

/** The names of the published keys, which say whether the database is the same one. */
async function keyNames(): Promise<string[]> {
  const { keys } = await json<{ keys: { kid: string }[] }>(`${stack.webUrl}/api/auth/jwks`);
  return keys.map(({ kid }) => kid);
}

test("comes up with nothing prepared, each part healthy or done, and its pages lead out of the containers", async () => {
  await up();
  const found = await services();
  const lasting = ["api", "mailpit", "postgres", "web"];
  expect(Object.keys(found).sort()).toEqual([...lasting, "migrate", "secrets"].sort());
  for (const name of lasting) expect(found[name], name).toMatchObject({ State: "running", Health: "healthy" });
  for (const name of ["migrate", "secrets"]) expect(found[name], name).toMatchObject({ State: "exited", ExitCode: 0 });

  expect((await fetch(`${stack.webUrl}/sign-in`)).status).toBe(200);
  expect((await fetch(`${stack.apiUrl}/v1/tasks`)).status).toBe(401);
  expect((await fetch(`${stack.apiUrl}/docs`)).status).toBe(200);
  const { servers } = await json<{ servers: unknown }>(`${stack.apiUrl}/openapi.json`);
  expect(servers).toEqual([{ url: stack.apiUrl }]);
  expect(await json(`${stack.mailUrl}/api/v1/messages`)).toMatchObject({ total: 0 });
});

type Mount = { Name: string; RW: boolean };

const volumesOf: Record<string, string[]> = {
  secrets: ["api", "migrate", "postgres", "web"].map((name) => `secrets-${name}, writable`),
  postgres: ["postgres, writable", "secrets-postgres"],
  migrate: ["secrets-migrate"],
  web: ["secrets-web"],
  api: ["secrets-api"],
  mailpit: [],
};

test("web, API and Postgres each see only their own secrets, and none stands in an environment", async () => {
  await up();
  const ls = async (service: string) =>
    (await stack.compose("exec", "--no-TTY", service, "ls", "/run/secrets")).trim().split("\n");
  expect(await ls("web")).toEqual(["BETTER_AUTH_SECRETS", "WEB_DATABASE_URL"]);
  expect(await ls("api")).toEqual(["API_DATABASE_URL"]);
  expect(await ls("postgres")).toEqual(["password"]);

  const password = await stack.compose("exec", "--no-TTY", "postgres", "cat", "/run/secrets/password");
  expect(password).toMatch(/^[\w-]{43}$/);
  for (const { Service, ID } of Object.values(await services())) {
    const [{ Config, HostConfig, Mounts }] = JSON.parse(await stack.docker("inspect", ID));
    expect(Config.Env.join("\n"), Service).not.toMatch(/postgres:\/\/|^(?!\w+_FILE)\w*(SECRET|PASSWORD)\w*=/m);
    expect(Config.User, Service).not.toMatch(/^(root|0)?(:|$)/);
    expect(HostConfig, Service).toMatchObject({ ReadonlyRootfs: true, CapDrop: ["ALL"], Privileged: false });
    expect(HostConfig.SecurityOpt, Service).toContain("no-new-privileges:true");
    const volumes = Mounts.map(
      ({ Name, RW }: Mount) => `${Name.replace(`${stack.name}_`, "")}${RW ? ", writable" : ""}`,
    );
    expect(volumes.sort(), Service).toEqual(volumesOf[Service]);
  }
});

test("up twice changes nothing; down and up keeps what was there; down with its volumes and up starts afresh", async () => {
  await up();
  const ids = async () =>
    Object.values(await services())
      .map(({ ID }) => ID)
      .sort();
  const [first, keys] = [await ids(), await keyNames()];
  expect(keys).toHaveLength(1);
  await up();
  expect(await ids()).toEqual(first);

  await stack.compose("down");
  await up();
  expect(await keyNames()).toEqual(keys);

  await stack.compose("down", "--volumes");
  await up();
  const fresh = await keyNames();
  expect(fresh).toHaveLength(1);
  expect(fresh).not.toEqual(keys);
});

test("the whole stack stops in ten seconds, and each part by itself", async () => {
  await up();
  const since = performance.now();
  await stack.compose("stop");
  expect(performance.now() - since).toBeLessThan(10_000);
  // 137: it had to be killed.
  for (const { Service, ExitCode } of Object.values(await services())) expect([0, 143], Service).toContain(ExitCode);
});

test("a database that was away or comes late is waited for", async () => {
  await up();
  await stack.compose("stop", "postgres");
  // As after the machine's own restart: whatever ran is started at once.
  await stack.compose("restart", "--no-deps", "web", "api");
  const migrating = stack.compose("run", "--rm", "--no-deps", "migrate");
  await expect.poll(async () => (await services()).web?.Health).not.toBe("healthy");
  await stack.compose("start", "postgres");
  await migrating;
  await expect.poll(async () => (await services()).web?.Health).toBe("healthy");
  await expect.poll(async () => (await services()).api?.Health).toBe("healthy");
});

test("the web app is healthy while the API is away", async () => {
  await up();
  await stack.compose("stop", "api");
  await stack.compose("restart", "--no-deps", "web");
  await expect.poll(async () => (await services()).web?.Health).toBe("healthy");
  expect((await fetch(`${stack.webUrl}/sign-in`)).status).toBe(200);
});

test("a password that the database wasn't made with ends the start with a line that says what to do", async () => {
  await up();
  await stack.compose("down");
  await stack.docker("volume", "rm", `${stack.name}_secrets-postgres`);
  await expect(up()).rejects.toThrow();
  expect(await stack.compose("logs", "--no-log-prefix", "migrate")).toMatch(
    /^DATABASE_URL: the database can't be migrated \(.*\): in Compose .*`docker compose down --volumes`\.$/m,
  );
});

test("a .env that pnpm dev left changes nothing", async () => {
  const example = readFileSync(path.join(root, ".env.example"), "utf8");
  const left = example.replace(/^(?:# )?([A-Z_]+)=.*$/gm, "$1=from-env");
  expect(left).toContain("\nBETTER_AUTH_SECRETS=from-env\n");
  const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-env-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const configWith = (text: string) => {
    writeFileSync(path.join(folder, "env"), text);
    return stack.compose("--env-file", path.join(folder, "env"), "config");
  };
  expect(await configWith(left)).toBe(await configWith(""));
});
