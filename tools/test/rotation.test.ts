import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAsUser } from "@claimcheck/database/as-user";
import { createPool } from "@claimcheck/database/pool";
import { createTestDatabase } from "@claimcheck/database/testing/test-database";
import { createTokenVerifier } from "@claimcheck/token-verifier/verifier";
import { expect, onTestFinished, test } from "vitest";
import { buildApp } from "../../apps/api/src/app.ts";
import { readConfig as readApiConfig, verifierOptions } from "../../apps/api/src/config.ts";
import { createIssuer } from "../../apps/web/src/auth/create-issuer.ts";
import { openAuthDatabase } from "../../apps/web/src/auth/database.ts";
import { handleAuth } from "../../apps/web/src/auth/handle.ts";
import { readConfig } from "../../apps/web/src/config.ts";

const times = {
  JWKS_MAX_AGE: "1s",
  JWKS_REFRESH: "1s",
  KEY_ROTATION_LEAD: "3s",
  ACCESS_TOKEN_LIFE: "5s",
};
const people = 25;

/** The issuer over HTTP and two instances of the API that fetch its keys, all as production has them. */
async function start(env: Record<string, string> = {}) {
  const database = await createTestDatabase();
  // The origin has to be known before the issuer is made.
  let answer: (request: Request) => Promise<Response> = async () => new Response(null);
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const headers = new Headers(incoming.headers as Record<string, string>);
    const { method = "GET", url = "/" } = incoming;
    const body = method === "POST" ? { body: Buffer.concat(chunks) } : {};
    const response = await answer(new Request(`${web}${url}`, { method, headers, ...body }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const web = `http://localhost:${(server.address() as AddressInfo).port}`;
  const settings = {
    BETTER_AUTH_URL: web,
    API_URL: "http://localhost:8000",
    BETTER_AUTH_SECRETS: "1:a-secret-for-tests-that-protects-nothing",
    WEB_DATABASE_URL: database.webUrl,
    API_DATABASE_URL: database.apiUrl,
    JWKS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/auth/jwks`,
    LOG_LEVEL: "silent",
    TRUSTED_IP_HEADER: "x-real-ip",
    RATE_LIMIT_USER: "100000",
    ...times,
    ...env,
  };
  const { db, close } = openAuthDatabase(database.webUrl);
  const { JWT_ALG: _later, ...atFirst } = settings as typeof settings & { JWT_ALG?: string };
  await createIssuer(readConfig(atFirst), db).keys.step();
  const issuer = createIssuer(readConfig(settings), db);
  answer = (request) => handleAuth(issuer, request);

  const apis = await Promise.all(
    [1, 2].map(async () => {
      const config = readApiConfig(settings);
      const pool = createPool({ url: database.apiUrl, applicationName: "rotation", max: 4 });
      const verifier = createTokenVerifier(verifierOptions(config));
      const app = buildApp({
        config,
        verifier,
        asUser: createAsUser(pool),
        pingDatabase: () => pool.query("select 1"),
      });
      await app.listen({ port: 0, host: "127.0.0.1" });
      const stop = async () => {
        await app.close();
        verifier.close();
        await pool.end();
      };
      return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, stop };
    }),
  );
  onTestFinished(async () => {
    await Promise.all(apis.map(({ stop }) => stop()));
    server.closeAllConnections();
    server.close();
    await close();
    await database.drop();
  });
  return { web, issuer, apis };
}

type Started = Awaited<ReturnType<typeof start>>;

/** Somebody who signs up, keeps a token until shortly before its end, and counts what they are answered. */
async function person({ web, apis }: Started, at: number, seen: Set<string>, answers: number[]) {
  const headers = { origin: web, "x-real-ip": `198.18.${at}.1` };
  const made = await fetch(`${web}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ name: "P", email: `p${at}@claimcheck.example`, password: "password-1" }),
  });
  expect(made.status).toBe(200);
  const cookie = made.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  let token = "";
  let renewAt = 0;
  return async () => {
    if (Date.now() >= renewAt) {
      const answer = await fetch(`${web}/api/auth/token`, { headers: { ...headers, cookie } });
      ({ token } = (await answer.json()) as { token: string });
      renewAt = Date.now() + 3000;
    }
    seen.add(JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid);
    const api = apis[answers.length % apis.length];
    const { status } = await fetch(`${api?.url}/v1/tasks`, {
      headers: { authorization: `Bearer ${token}` },
    });
    answers.push(status);
  };
}

/** Requests of many people until the first key is gone and enough were made, spread over the whole cycle. */
async function load(started: Started, atLeast: number) {
  const { keys } = started.issuer;
  const seen = new Set<string>();
  const answers: number[] = [];
  const crowd = await Promise.all(
    Array.from({ length: people }, (_, at) => person(started, at, seen, answers)),
  );
  const [first] = await keys.list();
  let over = false;
  const deadline = Date.now() + 60_000;
  const watch = async () => {
    while (!over) {
      await Promise.all(crowd.map((ask) => ask()));
      await keys.step();
      const gone = !(await keys.list()).some(({ id }) => id === first?.id);
      over = (gone && answers.length >= atLeast) || Date.now() > deadline;
    }
  };
  await Promise.all(crowd.map((ask) => ask()));
  await keys.rotate();
  await watch();
  return { answers, seen, left: await keys.list() };
}

test("a full rotation under 2,000 requests of 25 people refuses not a single one", async () => {
  const { answers, seen, left } = await load(await start(), 2000);
  expect(answers.length).toBeGreaterThanOrEqual(2000);
  expect(answers.filter((status) => status !== 200)).toEqual([]);
  expect(seen.size).toBe(2);
  expect(left.map(({ state }) => state)).toEqual(["signing"]);
}, 90_000);

test("so does a change of the algorithm, while the API accepts both", async () => {
  const started = await start({ JWT_ALG: "ES256", JWT_ALGS: "EdDSA,ES256" });
  const { answers, seen, left } = await load(started, 500);
  expect(answers.filter((status) => status !== 200)).toEqual([]);
  expect(seen.size).toBe(2);
  expect(left.map(({ state, alg }) => [state, alg])).toEqual([["signing", "ES256"]]);
}, 90_000);
