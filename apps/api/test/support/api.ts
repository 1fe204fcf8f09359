import type { AddressInfo } from "node:net";
import { eventsChannel } from "@claimcheck/contract/events";
import { createAsUser } from "@claimcheck/database/as-user";
import { listen } from "@claimcheck/database/listen";
import { createPool } from "@claimcheck/database/pool";
import {
  addPerson,
  createTestDatabase,
  type TestDatabase,
  withClient,
} from "@claimcheck/database/testing/test-database";
import type { VerifierOptions } from "@claimcheck/token-verifier/options";
import { type MintClaims, startIssuer, type TestIssuer } from "@claimcheck/token-verifier/testing/issuer";
import { createTokenVerifier } from "@claimcheck/token-verifier/verifier";
import type { RouteOptions } from "fastify";
import { expect } from "vitest";
import { type AppDeps, buildApp } from "../../src/app.ts";
import { createEventHub } from "../../src/events/hub.ts";
import { createMetrics } from "../../src/metrics.ts";
import { currentRequestId } from "../../src/request-id.ts";
import { expectConform, learnContract, type OpenApi } from "./conform.ts";
import { proxyBefore } from "./proxy.ts";

export type TestApi = Awaited<ReturnType<typeof startApi>>;
export type TestPerson = Awaited<ReturnType<TestApi["person"]>>;

export const apiUrl = "http://localhost:8000";
export const webOrigin = "http://localhost:3000";

type Given = {
  /** How many connections to Postgres it has. */
  poolSize?: number;
  /** Puts a proxy that can be cut between it and Postgres. */
  behindProxy?: boolean;
  /** Settings that differ from the usual; the budgets are out of the way unless given. */
  config?: Partial<AppDeps["config"]>;
  issuer?: TestIssuer;
  /** One of its own unless given. */
  database?: TestDatabase;
  verifier?: Partial<VerifierOptions>;
  answerWithinMs?: number;
  /** Never overloaded unless given: the machine of a test may be. */
  overloadedAfterMs?: number;
};

/** The API as production builds it, on a free port, with its own database, issuer and key server. */
export async function startApi({
  poolSize = 4,
  behindProxy = false,
  config,
  issuer: given,
  database: givenDatabase,
  verifier: verifierOptions,
  answerWithinMs,
  overloadedAfterMs = 1_000_000,
}: Given = {}) {
  const database = givenDatabase ?? (await createTestDatabase());
  const [databaseUrl, eventsUrl] = [new URL(database.apiUrl), new URL(database.eventsUrl ?? database.apiUrl)];
  const proxy = behindProxy ? await proxyBefore(databaseUrl, eventsUrl) : undefined;
  const pool = createPool({ url: databaseUrl.href, applicationName: "api-test", max: poolSize });
  const issuer = given ?? (await startIssuer({ issuer: webOrigin, audience: apiUrl }));
  const verifier = createTokenVerifier({
    issuer: issuer.issuer,
    audience: issuer.audience,
    jwksUrl: issuer.jwksUrl,
    ...verifierOptions,
  });
  const asUser = createAsUser(pool, { requestId: currentRequestId, named: !database.eventsUrl });
  const accesses: string[] = [];
  const hub = createEventHub();
  const metrics = createMetrics();
  const logs: string[] = [];
  const app = buildApp({
    config: {
      BETTER_AUTH_URL: webOrigin,
      API_URL: apiUrl,
      LOG_LEVEL: "debug",
      RATE_LIMIT_USER: 1_000_000,
      RATE_LIMIT_REFUSED: 1_000_000,
      TRUSTED_IP_HEADER: undefined,
      VALKEY_URL: undefined,
      ...config,
    },
    verifier,
    asUser: (caller, access, work) => {
      accesses.push(access);
      return asUser(caller, access, work);
    },
    hub,
    metrics,
    pingDatabase: () => pool.query("select 1"),
    overloadedAfterMs,
    ...(answerWithinMs !== undefined && { answerWithinMs }),
    logStream: { write: (line) => void logs.push(line) },
  });
  const routes: RouteOptions[] = [];
  app.addHook("onRoute", (route) => void routes.push(route));
  const handled: string[] = [];
  app.addHook("preParsing", async ({ method, url }) => void handled.push(`${method} ${url}`));
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const document: OpenApi = (await app.inject("/openapi.json")).json();
  learnContract(url, document);
  handled.length = 0;
  logs.length = 0;
  const ready = Promise.withResolvers<void>();
  const listener = listen({
    url: eventsUrl.href,
    channel: eventsChannel,
    onMessage: hub.receive,
    onReady: () => {
      ready.resolve();
      hub.resync();
    },
    onLost: () => {},
  });
  await ready.promise;

  /** A statement of the database's owner, whom row-level security and grants don't hold. */
  async function asOwner(statement: string, ...values: unknown[]): Promise<void> {
    await withClient(database.ownerUrl, (client) => client.query(statement, values));
  }

  /** Someone with an account, and a function that calls the API with a token of theirs. */
  async function person(name = "Ada") {
    const account = await addPerson(database, { name });
    const claims = { sub: account.id, uuid: account.uuid, sid: account.caller.sid, email: account.email, name };
    const token = (given: MintClaims = {}) => issuer.mint({ ...claims, ...given });
    const usual = await token();
    const call = (method: string, path: string, body?: unknown) => request(url, method, path, { token: usual, body });
    return {
      ...account,
      token,
      call,
      disable: () => asOwner(`update "user" set banned = true where uuid = $1`, account.uuid),
      promote: () => asOwner(`update "user" set role = 'admin' where uuid = $1`, account.uuid),
      /** Ends the session that the usual token names; others of the account stay. */
      endSession: () => asOwner("delete from session where id = $1", account.caller.sid),
      remove: () => asOwner(`delete from "user" where uuid = $1`, account.uuid),
    };
  }

  /** Resolves when one of the API's transactions waits for a lock. */
  async function waiting(): Promise<void> {
    const waits =
      "select from pg_stat_activity where usename = 'app_api' and datname = current_database() and wait_event_type = 'Lock'";
    await withClient(database.ownerUrl, (client) =>
      expect
        .poll(async () => (await client.query(waits)).rowCount, { interval: 10, timeout: 30_000 })
        .toBeGreaterThan(0),
    );
  }

  /** Holds tables that the API then waits for, while `work` runs. */
  async function whileLocked<T>(tables: string, work: () => Promise<T>): Promise<T> {
    return withClient(database.ownerUrl, async (client) => {
      await client.query(`begin; lock table ${tables} in access exclusive mode`);
      const result = await work();
      await client.query("rollback");
      return result;
    });
  }

  return {
    app,
    document,
    hub,
    metrics,
    database,
    url,
    port,
    asUser,
    proxy,
    issuer,
    verifier,
    logs,
    /** What each transaction of a request may do. */
    accesses,
    /** The requests that were let in, up to where a body is read. */
    handled,
    /** Every registered route, a line for each method. */
    routes: () =>
      routes.flatMap(({ method, url, config }) =>
        [method].flat().map((name) => ({ method: name, url, public: config?.public === true })),
      ),
    asOwner,
    waiting,
    whileLocked,
    person,
    close: async () => {
      await app.close();
      await listener.stop();
      verifier.close();
      await pool.end();
      await proxy?.cut();
      if (!given) await issuer.stop();
      await database.drop();
    },
  };
}

export type Answer = Awaited<ReturnType<typeof request>>;
export type Sent = { token?: string | undefined; body?: unknown; headers?: Record<string, string> };

/** The whole body; of a stream that doesn't end by itself the first part. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response.text();
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value);
}

/** One request over a real socket; a body that isn't text or bytes is sent as JSON. The answer has to be one that the served contract knows. */
export async function request(url: string, method: string, path: string, sent: Sent = {}) {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: "manual",
    headers: {
      ...(sent.token && { authorization: `Bearer ${sent.token}` }),
      ...(sent.body !== undefined && { "content-type": "application/json" }),
      ...sent.headers,
    },
    ...(sent.body !== undefined && {
      body: typeof sent.body === "string" || sent.body instanceof Buffer ? sent.body : JSON.stringify(sent.body),
    }),
  });
  const text = await textOf(response);
  const json = /json/.test(response.headers.get("content-type") ?? "");
  const answer = {
    status: response.status,
    headers: response.headers,
    text,
    body: json && text ? JSON.parse(text) : undefined,
  };
  await expectConform(url, method, path, answer);
  return answer;
}
