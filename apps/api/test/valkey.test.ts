import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@claimcheck/process/free-port";
import { keepChild } from "@claimcheck/process/keep";
import { startIssuer } from "@claimcheck/token-verifier/testing/issuer";
import { describe, expect, onTestFinished, test } from "vitest";
import { apiUrl, request, startApi, webOrigin } from "./support/api.ts";

const server = ["valkey-server", "redis-server"].find((command) => spawnSync(command, ["--version"]).status === 0);
if (!server && process.env.CI) throw new Error("CI needs valkey-server or redis-server");

/** A real server on a free port, which ends with the test if not before. */
async function startServer(given?: number) {
  const port = given ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), "claimcheck-valkey-"));
  const ready = Promise.withResolvers<void>();
  const kept = keepChild({
    command: server ?? "",
    args: ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
    cwd: folder,
    env: { PATH: process.env.PATH ?? "" },
    graceMs: 2000,
    onLine: (line) => {
      if (/ready to accept connections/i.test(line)) ready.resolve();
    },
  });
  const stop = async () => {
    await kept.stop();
    await rm(folder, { recursive: true, force: true });
  };
  onTestFinished(stop);
  await ready.promise;
  return { port, url: `redis://127.0.0.1:${port}`, stop };
}

/** Two instances of the API behind one issuer and one database, which share the counters at `url`. */
async function two(url: string) {
  const issuer = await startIssuer({ issuer: webOrigin, audience: apiUrl });
  onTestFinished(() => issuer.stop());
  const config = { RATE_LIMIT_USER: 5, RATE_LIMIT_REFUSED: 3, VALKEY_URL: url };
  const first = await startApi({ issuer, config });
  const second = await startApi({
    issuer,
    config,
    database: { ...first.database, drop: async () => {} },
  });
  onTestFinished(async () => {
    await second.close();
    await first.close();
  });
  const [ada, bob] = [await first.person("Ada"), await first.person("Bob")];
  return { instances: [first, second], ada, bob };
}

/**
 * How many requests come before the first that is refused. One whose count Valkey doesn't answer in time is let in, as
 * on a busy machine; an instance that counts by itself lets in its whole budget.
 */
async function firstRefusal(ask: () => Promise<number>): Promise<number> {
  for (let before = 0; before < 10; before += 1) if ((await ask()) === 429) return before;
  return 10;
}

describe.skipIf(!server)("with VALKEY_URL", () => {
  test("all instances count one person's requests together, and nobody else's", async () => {
    const { instances, ada, bob } = await two((await startServer()).url);
    const token = await ada.token();
    const ask = async (at: number) => request(instances[at % 2]?.url ?? "", "GET", "/v1/me", { token });
    await expect.poll(async () => (await ask(0)).status).toBe(429);
    expect(await firstRefusal(async () => (await ask(1)).status)).toBeLessThan(5);
    expect((await bob.call("GET", "/v1/me")).status).toBe(200);
  });

  test("refused tokens of one address are counted together", async () => {
    const { instances } = await two((await startServer()).url);
    const ask = async (at: number) =>
      (await request(instances[at % 2]?.url ?? "", "GET", "/v1/me", { token: "a.b.c" })).status;
    await expect.poll(() => ask(0)).toBe(429);
    expect(await firstRefusal(() => ask(1))).toBeLessThan(3);
  });

  test("losing it refuses nobody and holds nobody up, and it is used again when it is back", async () => {
    const valkey = await startServer();
    const { instances, ada } = await two(valkey.url);
    const token = await ada.token();
    const ask = () => request(instances[0]?.url ?? "", "GET", "/v1/me", { token });
    expect((await ask()).status).toBe(200);
    await valkey.stop();
    for (let at = 0; at < 10; at += 1) expect((await ask()).status).toBe(200);
    await expect.poll(() => instances[0]?.logs.join("")).toContain("valkey_unreachable");
    await startServer(valkey.port);
    const remaining = async () => (await ask()).headers.get("ratelimit");
    await expect.poll(remaining, { timeout: 30_000 }).toMatch(/r=[0-4];/);
  });
});
