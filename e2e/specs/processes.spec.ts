import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbedded } from "@claimcheck/database/embedded/start";
import { migrate } from "@claimcheck/database/migrate";
import { roleUrls } from "@claimcheck/database/roles";
import { freePort } from "@claimcheck/process/free-port";
import { keepChild } from "@claimcheck/process/keep";
import pg from "pg";
import { untilAnswers } from "../../tools/stack/answer.ts";
import { cleanEnv } from "../../tools/test-run/clean-env.ts";
import { expect, test } from "../support/fixtures.ts";
import { mailbox } from "../support/mailbox.ts";
import { signUp } from "../support/persona.ts";
import { startTestStack } from "../support/stack.ts";

test("the API keeps serving signed-in people when the web app has stopped after the keys were read once", async ({
  playwright,
}) => {
  const stack = await startTestStack();
  const tokens: string[] = [];
  for (const name of ["Ada", "Bob"]) {
    // Each in a browser of their own: confirming an address ends another person's session there.
    const web = await playwright.request.newContext({
      baseURL: stack.webUrl,
      extraHTTPHeaders: { origin: stack.webUrl, "x-real-ip": "198.19.0.3" },
    });
    const email = `${name.toLowerCase()}@claimcheck.example`;
    const person = { name, email, password: crypto.randomUUID() };
    await signUp(web, stack.webUrl, person, mailbox(stack.mailUrl ?? "", email));
    tokens.push((await (await web.get("/api/auth/token")).json()).token);
    await web.dispose();
  }
  await stack.web.stop();
  await expect(fetch(`${stack.webUrl}/api/health`)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });

  // Bob's token has never been seen by the API before.
  for (const [index, token] of tokens.entries()) {
    const api = await playwright.request.newContext({
      extraHTTPHeaders: { authorization: `Bearer ${token}` },
    });
    const title = `Task ${index}`;
    const created = await api.post(`${stack.apiUrl}/v1/tasks`, { data: { title } });
    expect(created.status()).toBe(201);
    const { items } = await (await api.get(`${stack.apiUrl}/v1/tasks`)).json();
    expect(items.map((task: { title: string }) => task.title)).toEqual([title]);
    await api.dispose();
  }
  await stack.stop();
});

test("two web processes that start at once on a database without a key leave exactly one", async () => {
  const { databaseUrl, serve, stop } = await webProcesses();
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => {});
  try {
    const urls = await Promise.all([serve(), serve()]);
    const keySets = await Promise.all(urls.map(async (url) => (await fetch(`${url}/api/auth/jwks`)).json()));
    expect(keySets[0].keys).toHaveLength(1);
    expect(keySets[1]).toEqual(keySets[0]);
    await client.connect();
    expect((await client.query("select id from jwks")).rowCount).toBe(1);
  } finally {
    await client.end();
    await stop();
  }
});

test("behind https every answer of the web app demands https for two years, and on http none does", async () => {
  const { serve, stop } = await webProcesses();
  try {
    const http = await serve();
    const https = await serve({
      BETTER_AUTH_URL: "https://claimcheck.example",
      API_URL: "https://api.claimcheck.example",
    });
    const [script] = /\/_next\/static\/[^"]+\.js/.exec(await (await fetch(`${http}/sign-in`)).text()) ?? [];
    for (const [path, status] of [
      ["/", 200],
      ["/sign-in", 200],
      ["/tasks", 307],
      ["/tasks/", 308],
      ["/no-such-page", 404],
      ["/%", 404],
      [script, 200],
      ["/_next/static/no-such-file.js", 404],
      ["/icon.svg", 200],
      ["/robots.txt", 200],
      ["/.well-known/jwks.json", 200],
      ["/api/health", 200],
      ["/api/auth/token", 401],
      ["/api/no-such-route", 404],
    ] as const) {
      const demands = [https, http].map(async (url) => {
        const answer = await fetch(`${url}${path}`, { redirect: "manual" });
        return [answer.status, answer.headers.get("strict-transport-security")];
      });
      expect(await Promise.all(demands), path).toEqual([
        [status, "max-age=63072000"],
        [status, null],
      ]);
    }
  } finally {
    await stop();
  }
});

/** A database without a key, and the web app's production build on it, as many times as it is served. */
async function webProcesses() {
  const folder = await mkdtemp(path.join(tmpdir(), "claimcheck-e2e-"));
  const database = await startEmbedded({ folder, throwaway: true });
  const { web, api } = roleUrls(database.ownerUrl);
  await migrate({ ownerUrl: database.ownerUrl, webUrl: web, apiUrl: api });
  const cwd = path.resolve(import.meta.dirname, "../../apps/web/.next/standalone/apps/web");
  const secrets = `1:${crypto.randomUUID()}`;
  const servers: ReturnType<typeof keepChild>[] = [];

  async function serve(more: Record<string, string> = {}): Promise<string> {
    const port = String(await freePort());
    const kept = keepChild({
      command: process.execPath,
      args: [path.join(cwd, "server.js")],
      cwd,
      env: {
        ...cleanEnv(process.env),
        NODE_ENV: "production",
        HOSTNAME: "127.0.0.1",
        PORT: port,
        BETTER_AUTH_SECRETS: secrets,
        WEB_DATABASE_URL: web,
        SMTP_URL: "smtp://127.0.0.1:1",
        MAIL_FROM: "no-reply@claimcheck.example",
        ...more,
      },
    });
    servers.push(kept);
    const url = `http://127.0.0.1:${port}`;
    await untilAnswers(`${url}/api/health`, AbortSignal.timeout(120_000));
    return url;
  }

  async function stop(): Promise<void> {
    await Promise.all(servers.map((kept) => kept.stop()));
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }

  return { databaseUrl: database.ownerUrl, serve, stop };
}
