import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig as readApiConfig } from "../../../apps/api/src/config.ts";
import { readConfig as readWebConfig } from "../../../apps/web/src/config.ts";
import { root } from "../../stack/parts.ts";
import { shownFile } from "./page.ts";

type Service = {
  environment: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  restart: string;
};

const file = path.join(root, "deploy/compose.production.yml");
const text = readFileSync(file, "utf8");
const { services }: { services: Record<string, Service> } = parse(text, { merge: true });
const given = shownFile("production.env");
const required = /\$\{([A-Z_]+):\?([^}]+)\}/g;

/** The variables of a service as it sees them. */
const environmentOf = (service: string) =>
  Object.fromEntries(
    Object.entries(services[service]?.environment ?? {}).map(([name, value]) => [
      name,
      String(value).replace(required, (_, variable) => given[variable] ?? ""),
    ]),
  );

test("each variable is required, and the one who starts it is told what to set it to", () => {
  const variables = text.match(/\$\{?\w[^}\s]*/g) ?? [];
  expect(variables.length).toBeGreaterThan(5);
  for (const variable of variables) expect(variable).toMatch(/^\$\{[A-Z_]+:\?set/);
  const names = [...text.matchAll(required)].map(([, name]) => name);
  expect([...new Set(names)].sort()).toEqual(Object.keys(given).sort());
});

test("with production.env as docs/deploying.md shows it, both apps take their settings", () => {
  const web = readWebConfig(environmentOf("web"));
  const api = readApiConfig(environmentOf("api"));
  expect(api.BETTER_AUTH_URL).toBe(web.BETTER_AUTH_URL);
  expect(api.API_URL).toBe(web.API_URL);
  for (const config of [web, api]) expect(config.TRUSTED_IP_HEADER).toBe("x-real-ip");
});

test("each service gets its own settings and no other's secret", () => {
  const namesOf = (service: string) => Object.keys(services[service]?.environment ?? {}).sort();
  const shared = ["API_URL", "BETTER_AUTH_URL", "NODE_ENV", "TRUSTED_IP_HEADER"];
  const web = ["API_INTERNAL_URL", "BETTER_AUTH_SECRETS", "MAIL_FROM", "SMTP_URL", "WEB_DATABASE_URL"];
  const api = ["API_DATABASE_URL", "API_HOST", "JWKS_ALLOW_HTTP", "JWKS_URL"];
  expect(namesOf("web")).toEqual([...shared, ...web].sort());
  expect(namesOf("api")).toEqual([...shared, ...api].sort());
  expect(namesOf("migrate")).toEqual(["API_DATABASE_URL", "DATABASE_URL", "NODE_ENV", "WEB_DATABASE_URL"]);
  expect(namesOf("proxy")).toEqual(["API_URL", "BETTER_AUTH_URL"]);
});

test("only the proxy can be reached from outside, and its file passes the caller's address on as it saw it", () => {
  const open = Object.keys(services).filter((name) => services[name]?.ports);
  expect(open).toEqual(["proxy"]);
  const [mount = ""] = services.proxy?.volumes ?? [];
  const caddyfile = path.join(path.dirname(file), mount.split(":")[0] ?? "");
  expect(existsSync(caddyfile)).toBe(true);
  expect(readFileSync(caddyfile, "utf8")).toContain("header_up X-Real-IP {remote_host}");
});

test.each(["production", "scale"])(
  "%s: Caddy drops idle connections before the apps do, and bounds headers",
  (name) => {
    const caddyfile = readFileSync(path.join(path.dirname(file), "caddy", `${name}.Caddyfile`), "utf8");
    expect(caddyfile).toMatch(/read_header 15s/);
    const [, seconds] = /transport http \{\s+keepalive (\d+)s/.exec(caddyfile) ?? [];
    expect(Number(seconds)).toBeLessThan(72);
  },
);

test.each(Object.keys(services))("%s can change nothing of its own and starts again by itself", (name) => {
  expect(services[name]).toMatchObject({
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    restart: name === "migrate" ? "no" : "unless-stopped",
  });
});

test("clones on one machine share no data: Compose names the project by the folder", () => {
  const stack = parse(readFileSync(path.join(path.dirname(file), "..", "docker-compose.yml"), "utf8"));
  expect(stack).not.toHaveProperty("name");
  for (const volume of Object.values(stack.volumes)) expect(volume ?? {}).not.toHaveProperty("name");
});

test("Compose takes the file with production.env, and names each variable that is missing", (context) => {
  if (spawnSync("docker", ["compose", "version"]).status !== 0) context.skip("Docker Compose isn't installed");
  const config = (env: Record<string, string>) => () =>
    execFileSync("docker", ["compose", "-f", file, "config", "--quiet"], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      encoding: "utf8",
    });
  expect(config(given)()).toBe("");
  for (const name of Object.keys(given)) {
    expect(config({ ...given, [name]: "" })).toThrow(`required variable ${name} is missing a value: set it to`);
  }
});
