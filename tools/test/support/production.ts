import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, type Server } from "node:net";
import path from "node:path";
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from "node:tls";
import { createTestDatabase } from "@claimcheck/database/testing/test-database";
import { freePort } from "@claimcheck/process/free-port";
import { SMTPServer } from "smtp-server";
import { untilAnswers } from "../../stack/answer.ts";
import { checkSettings } from "../../stack/checked-settings.ts";
import { type Part, root, startApi, startWeb } from "../../stack/parts.ts";
import { cleanEnv } from "../../test-run/clean-env.ts";
import { startHttpsProxy } from "./https-proxy.ts";
import { makeCertificate } from "./tls.ts";

type Env = Record<string, string>;
const portOf = (server: Server) => (server.address() as AddressInfo).port;

/**
 * Both production builds as a deployment has them, on an address that isn't loopback: each behind a proxy that ends TLS,
 * Postgres and mail over TLS, and inner addresses that aren't the public ones.
 */
export async function startProduction(address: string) {
  const database = await createTestDatabase();
  const tls = makeCertificate(address);
  setDefaultCACertificates([...getCACertificates(), tls.cert.toString()]);
  const postgres = new URL(database.ownerUrl);
  // Postgres itself has no certificate: this ends TLS as it would since version 17.
  const door = createTlsServer({ ...tls, ALPNProtocols: ["postgresql"] }, (socket) => {
    const onward = connect(Number(postgres.port), postgres.hostname);
    socket.on("error", () => onward.destroy()).pipe(onward);
    onward.on("error", () => socket.destroy()).pipe(socket);
  });
  const smtp = new SMTPServer({ ...tls, secure: true, authOptional: true, disableReverseLookup: true });
  smtp.on("error", () => {});
  door.listen(0, address);
  smtp.listen(0, address);
  await Promise.all([once(door, "listening"), once(smtp.server, "listening")]);
  const overTls = (plain: string) => {
    const url = new URL(plain);
    url.host = `${address}:${portOf(door)}`;
    url.search = "?sslmode=verify-full&sslnegotiation=direct";
    return url.href;
  };
  const [webProxy, apiProxy] = await Promise.all([startHttpsProxy(address, tls), startHttpsProxy(address, tls)]);
  const [webPort, apiPort, metricsPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const inside = { web: `http://${address}:${webPort}`, api: `http://${address}:${apiPort}` };
  webProxy.leadTo(webPort);
  apiProxy.leadTo(apiPort);
  const settings: Env = {
    ...cleanEnv(process.env),
    NODE_ENV: "production",
    NODE_EXTRA_CA_CERTS: tls.file,
    BETTER_AUTH_URL: webProxy.url,
    API_URL: apiProxy.url,
    JWKS_URL: `${inside.web}/api/auth/jwks`,
    JWKS_ALLOW_HTTP: "true",
    API_INTERNAL_URL: inside.api,
    BETTER_AUTH_SECRETS: `1:${randomBytes(32).toString("base64url")}`,
    DATABASE_URL: overTls(database.ownerUrl),
    WEB_DATABASE_URL: overTls(database.webUrl),
    API_DATABASE_URL: overTls(database.apiUrl),
    WEB_HOST: address,
    WEB_PORT: `${webPort}`,
    API_HOST: address,
    API_PORT: `${apiPort}`,
    SMTP_URL: `smtps://${address}:${portOf(smtp.server)}`,
    MAIL_FROM: "Claimcheck <no-reply@claimcheck.dev>",
    TRUSTED_IP_HEADER: "x-real-ip",
  };
  const lines: string[] = [];
  const given = {
    mode: "production",
    settings: checkSettings({ ...settings, API_METRICS_PORT: `${metricsPort}` }),
    database: {
      ...database,
      webUrl: overTls(database.webUrl),
      apiUrl: overTls(database.apiUrl),
      where: "test",
      embedded: false,
      ended: new Promise(() => {}),
      stop: database.drop,
    },
    say: (line: string) => void lines.push(line),
  } as const;
  const ended = new AbortController();
  async function run({ kept, healthUrl }: Part) {
    void kept.exited.then(() => ended.abort(new Error(lines.join("\n"))));
    await untilAnswers(healthUrl, ended.signal);
    return kept;
  }
  const web = await run(startWeb(given));
  let api = await run(startApi(given));

  /** While `work` runs there is no API. */
  async function withoutApi(work: () => Promise<void>) {
    await api.stop();
    await work();
    api = startApi(given).kept;
    await untilAnswers(`${inside.api}/readyz`, AbortSignal.timeout(60_000));
  }
  /** `pnpm diagnose --production` with these settings and others, as a process of its own. */
  async function diagnose(more: Env = {}) {
    const args = [path.join(root, "tools/run.mjs"), "diagnose", "--production"];
    const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) =>
      execFile(process.execPath, args, { env: { ...settings, ...more } }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, output: stdout + stderr }),
      ),
    );
    const named = (state: string) =>
      output
        .split("\n")
        .filter((line) => line.startsWith(state))
        .map((line) => line.slice(9, 31).trim());
    return { code, output, problems: named("problem"), unseen: named("not seen") };
  }
  async function stop() {
    await Promise.all([web.stop(), api.stop()]);
    for (const one of [webProxy, apiProxy]) one.stop();
    door.close();
    await new Promise<void>((closed) => smtp.close(closed));
    await database.drop();
    tls.remove();
  }
  return { database, settings, inside, metricsPort, webProxy, apiProxy, withoutApi, diagnose, stop };
}
