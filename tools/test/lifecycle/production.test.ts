import { addPerson, createTestDatabase, withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { productionItems } from "../../diagnose/production/items.ts";
import { build } from "../../stack/build.ts";
import { startProduction } from "../support/production.ts";
import { ownAddress } from "../support/tls.ts";

const claimsOf = (token: string) => JSON.parse(`${Buffer.from(token.split(".")[1] ?? "", "base64url")}`);
const get = (url: string, headers: Record<string, string> = {}) => fetch(url, { headers, redirect: "manual" });

// Everything that checks a host takes a loopback one for this machine's own.
describe.skipIf(!ownAddress)("behind https on an address that isn't loopback", () => {
  let site: Awaited<ReturnType<typeof startProduction>>;
  beforeAll(async () => {
    await build();
    site = await startProduction(ownAddress ?? "");
  });
  afterAll(() => site?.stop());
  const asOwner = (statement: string) => withClient(site.database.ownerUrl, (client) => client.query(statement));

  test("a deployment as it should be has nothing to mend, and each line of the checklist is looked at or named", async () => {
    const { code, output, problems, unseen } = await site.diagnose();
    expect([problems, unseen], output).toEqual([[], []]);
    expect(code).toBe(0);
    for (const { name, look } of productionItems)
      expect(output).toMatch(new RegExp(`^${look ? "ok" : "by hand"} +${name} `, "m"));
    expect(output).not.toMatch(/eyJ|postgres:\/\/[^\s]*:[^\s]*@/);
    expect(output).not.toContain(site.settings.BETTER_AUTH_SECRETS?.slice(2));
  });

  test("two people sign in and read by the public names, while both apps reach each other by the inner ones", async () => {
    const inner = Object.values(site.inside).map((url) => new URL(url).host);
    const { BETTER_AUTH_URL: web = "", API_URL: api = "" } = site.settings;
    for (const name of ["Ada", "Bob"]) {
      const { email, uuid } = await addPerson(site.database, { name, password: "a-long-enough-one" });
      const signedIn = await fetch(`${web}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: web },
        body: JSON.stringify({ email, password: "a-long-enough-one" }),
      });
      expect(signedIn.status).toBe(200);
      const cookie = signedIn.headers
        .getSetCookie()
        .map((line) => line.split(";")[0])
        .join("; ");
      const { token } = (await (await get(`${web}/api/auth/token`, { cookie })).json()) as { token: string };
      expect(claimsOf(token)).toMatchObject({ iss: web, aud: api, uuid });
      const authorization = `Bearer ${token}`;
      const added = await fetch(`${api}/v1/tasks`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify({ title: `${name}'s task` }),
      });
      expect(added.status).toBe(201);

      const before = site.apiProxy.asked.length;
      const pages = await Promise.all(
        ["/", "/tasks", "/insights", "/account", "/token"].map((path) => get(web + path, { cookie })),
      );
      const texts = await Promise.all(pages.map(async (page) => [...page.headers].join("\n") + (await page.text())));
      // Rendered by the web server, which asked the API by its inner name.
      expect(texts[1]).toContain(`${name}'s task`);
      expect(texts[1]).not.toContain(`${name === "Ada" ? "Bob" : "Ada"}'s task`);
      expect(site.apiProxy.asked.length).toBe(before);
      const scripts = new Set(texts.flatMap((text) => text.match(/\/_next\/static\/[\w./-]+\.(js|css)/g) ?? []));
      expect(scripts.size).toBeGreaterThan(5);
      const loaded = await Promise.all([...scripts].map(async (path) => (await get(web + path)).text()));
      const told = [
        ...texts,
        ...loaded,
        await (await get(`${api}/openapi.json`)).text(),
        JSON.stringify(claimsOf(token)),
      ];
      for (const host of inner) for (const text of told) expect(text).not.toContain(host);
      expect(texts.join("\n")).toContain(new URL(api).host);
    }
  });

  test("a proxy that is set up badly is told by each thing that it breaks", async () => {
    const { output, code, problems } = await site.webProxy.faulty(
      {
        plainHttp: true,
        headers: ({ "strict-transport-security": _, ...headers }) => ({
          ...headers,
          ...(headers["set-cookie"] && {
            "set-cookie": [headers["set-cookie"]].flat().map((one) => one.replace("; HttpOnly", "")),
          }),
        }),
        answers: {
          "/api/auth/jwks": JSON.stringify({ keys: [{ kty: "oct", k: "c2VjcmV0", kid: "one", alg: "HS256" }] }),
        },
      },
      () =>
        site.apiProxy.faulty(
          {
            headers: (headers) => ({
              ...headers,
              "access-control-allow-origin": "*",
              date: "Thu, 01 Jan 2026 00:00:00 GMT",
            }),
            answers: {
              "/metrics": "# TYPE process_cpu_seconds_total counter",
              "/openapi.json": JSON.stringify({ servers: [{ url: site.inside.api }] }),
            },
          },
          site.diagnose,
        ),
    );
    const broken = [
      "HTTPS",
      "headers",
      "cookies",
      "CORS",
      "audience",
      "published keys",
      "inside names",
      "metrics",
      "clocks",
    ];
    expect(problems, output).toEqual(broken);
    expect(code).toBe(1);
    for (const said of [
      "answers http itself",
      "isn't HttpOnly",
      "lets in *",
      "shared secret",
      "/metrics answers anybody",
    ])
      expect(output).toContain(said);
    expect(output.match(/ mend: \S/g)?.length).toBe(broken.length);
  });

  test("settings that are careless, but valid, are told one by one", async () => {
    await addPerson(site.database, { email: "demo@claimcheck.example" });
    onTestFinished(async () => void (await asOwner(`delete from "user" where email = 'demo@claimcheck.example'`)));
    const other = await createTestDatabase();
    onTestFinished(() => other.drop());
    const { output, code, problems } = await site.diagnose({
      ACCESS_TOKEN_LIFE: "1h",
      TRUSTED_IP_HEADER: "",
      LOG_LEVEL: "debug",
      MAIL_FROM: "no-reply@claimcheck.example",
      WEB_DATABASE_URL: site.settings.WEB_DATABASE_URL?.replace("verify-full", "no-verify") ?? "",
      // Where nothing of what is told arrives, as behind a pooler that lends connections.
      API_EVENTS_DATABASE_URL: other.apiUrl,
      API_METRICS_PORT: `${site.metricsPort}`,
    });
    expect(problems, output).toEqual([
      "token and session life",
      "caller's address",
      "log level",
      "mail",
      "TLS to Postgres",
      "events past a pooler",
      "demo person",
      "metrics",
    ]);
    expect(code).toBe(1);
    expect(output).toContain("nobody checks whose certificate");
  });

  test("a database that was changed since is told, and what can't be known without it isn't asked", async () => {
    const [list, kept] = ["drizzle.__drizzle_migrations", "drizzle.kept"];
    await asOwner(`create table ${kept} as select * from ${list} where id > 2; delete from ${list} where id > 2`);
    await asOwner("alter table task no force row level security");
    await asOwner("update jwks set signs_from = signs_from - interval '2 years'");
    onTestFinished(async () => {
      await asOwner(`insert into ${list} select * from ${kept}; drop table ${kept}`);
      await asOwner("alter table task force row level security");
      await asOwner("update jwks set signs_from = signs_from + interval '2 years'");
    });
    const unlocked = await site.diagnose();
    expect(unlocked.problems).toEqual(["migrations", "row-level security", "signing key"]);
    const asTheOwner = { API_DATABASE_URL: site.settings.DATABASE_URL ?? "" };
    const { output, problems, unseen } = await site.diagnose(asTheOwner);
    expect(problems).toEqual(["database roles"]);
    expect(output).toMatch(/^problem +database roles +API_DATABASE_URL: its role may do more/m);
    expect(unseen).toContain("row-level security");
  });

  test.each([
    ["BETTER_AUTH_URL", { BETTER_AUTH_URL: "http://tasks.claimcheck.dev" }],
    ["BETTER_AUTH_URL", { BETTER_AUTH_URL: "https://*.claimcheck.dev" }],
    ["BETTER_AUTH_SECRETS", { BETTER_AUTH_SECRETS: "1:change-me-change-me-change-me-change-me" }],
    ["SMTP_URL", { SMTP_URL: "" }],
  ])("what an app wouldn't start with is told by its line: %s %o", async (name, env) => {
    const { code, output, problems } = await site.diagnose(env);
    expect(problems).toEqual(["settings"]);
    expect(output).toMatch(new RegExp(`^problem +settings +${name} is (wrong|missing): .*set it to `, "m"));
    expect(code).toBe(1);
  });

  test("the web app is healthy without the API, and only the API is told as away", async () => {
    const { BETTER_AUTH_URL: web } = site.settings;
    await site.withoutApi(async () => {
      for (const url of [`${web}/api/health`, `${site.inside.web}/api/health`, `${web}/sign-in`])
        expect((await get(url)).status).toBe(200);
      expect((await site.diagnose()).output).toMatch(/^problem +API +.*answers 502/m);
    });
  });
});
