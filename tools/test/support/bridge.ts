import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAsUser } from "@claimcheck/database/as-user";
import { createPool } from "@claimcheck/database/pool";
import { createTestDatabase } from "@claimcheck/database/testing/test-database";
import { freePort } from "@claimcheck/process/free-port";
import { createTokenVerifier } from "@claimcheck/token-verifier/verifier";
import { onTestFinished } from "vitest";
import { buildApp } from "../../../apps/api/src/app.ts";
import { readConfig as readApiConfig, verifierOptions } from "../../../apps/api/src/config.ts";
import { GET as health } from "../../../apps/web/src/app/api/health/route.ts";
import { createIssuer } from "../../../apps/web/src/auth/create-issuer.ts";
import { openAuthDatabase } from "../../../apps/web/src/auth/database.ts";
import { handleAuth } from "../../../apps/web/src/auth/handle.ts";
import { readConfig } from "../../../apps/web/src/config.ts";

export type Bridge = Awaited<ReturnType<typeof startBridge>>;

/**
 * The issuer over HTTP and instances of the API that fetch its keys, all as production has them, for one test.
 * The first instance answers at API_URL.
 */
export async function startBridge(env: Record<string, string> = {}, instances = 1) {
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
    outgoing.setHeaders(response.headers).writeHead(response.status);
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const web = `http://localhost:${(server.address() as AddressInfo).port}`;
  const apiPort = await freePort();
  const settings = {
    BETTER_AUTH_URL: web,
    API_URL: `http://localhost:${apiPort}`,
    BETTER_AUTH_SECRETS: "1:a-secret-for-tests-that-protects-nothing",
    WEB_DATABASE_URL: database.webUrl,
    API_DATABASE_URL: database.apiUrl,
    JWKS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/auth/jwks`,
    LOG_LEVEL: "silent",
    TRUSTED_IP_HEADER: "x-real-ip",
    RATE_LIMIT_USER: "100000",
    ...env,
  };
  const { db, close } = openAuthDatabase(database.webUrl);
  const { JWT_ALG: _later, ...atFirst } = settings as typeof settings & { JWT_ALG?: string };
  await createIssuer(readConfig(atFirst), db).keys.step();
  const issuer = createIssuer(readConfig(settings), db);
  answer = async (request) => (request.url.endsWith("/api/health") ? health() : handleAuth(issuer, request));

  const apis = await Promise.all(
    Array.from({ length: instances }, async (_, at) => {
      const config = readApiConfig(settings);
      const pool = createPool({ url: database.apiUrl, applicationName: "rotation", max: 4 });
      const verifier = createTokenVerifier(verifierOptions(config));
      const app = buildApp({
        config,
        verifier,
        asUser: createAsUser(pool),
        pingDatabase: () => pool.query("select 1"),
      });
      await app.listen({ port: at === 0 ? apiPort : 0, host: "127.0.0.1" });
      const stop = async () => {
        await app.close();
        verifier.close();
        await pool.end();
      };
      await verifier.warm();
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
  return { web, issuer, apis, database, settings };
}
