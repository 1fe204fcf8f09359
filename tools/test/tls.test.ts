import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Embedded, startEmbedded } from "@claimcheck/database/embedded/start";
import { migrate } from "@claimcheck/database/migrate";
import { roleUrls } from "@claimcheck/database/roles";
import { withClient } from "@claimcheck/database/testing/test-database";
import { makeAuthority, noOpenssl, turnTlsOn } from "@claimcheck/database/testing/tls";
import { freePort } from "@claimcheck/process/free-port";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start } from "../../apps/api/test/support/process.ts";
import { givenDatabase } from "../stack/database.ts";

const lack = noOpenssl ? ` (${noOpenssl})` : "";

describe.skipIf(noOpenssl)(`a Postgres that takes TLS${lack}`, () => {
  const left: string[] = [];
  let server: Embedded;
  let ours: ReturnType<typeof makeAuthority>;
  let theirs: typeof ours;
  beforeAll(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "claimcheck-tls-"));
    server = await startEmbedded({ folder, throwaway: true });
    [ours, theirs] = [makeAuthority("ours"), makeAuthority("theirs")];
    left.push(folder, server.folder, ours.folder, theirs.folder);
  });
  afterAll(async () => {
    await server?.stop();
    for (const folder of left) await rm(folder, { recursive: true, force: true });
  });

  const url = (parameters: Record<string, string>, of = server.ownerUrl) => {
    const given = new URL(of);
    for (const [name, value] of Object.entries(parameters)) given.searchParams.set(name, value);
    return given.href;
  };
  const encrypted = (at: string) =>
    withClient(at, async (client) => {
      const { rows } = await client.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
      return rows[0].ssl;
    });

  test("one that doesn't is refused where TLS is asked for", async () => {
    await expect(givenDatabase(url({ sslmode: "verify-full" }), {})).rejects.toThrow(
      /^DATABASE_URL: claimcheck on 127\.0\.0\.1:\d+ can't be used \(The server does not support SSL connections\): [^\n]*$/,
    );
  });

  test("is migrated and used with verify-full and its CA, and encrypts", async () => {
    await turnTlsOn(server, ours.issue("IP:127.0.0.1"));
    const ownerUrl = url({ sslmode: "verify-full", sslrootcert: ours.file });
    await expect.poll(() => encrypted(ownerUrl).catch(String)).toBe(true);
    const { web, api } = roleUrls(ownerUrl);
    await migrate({ ownerUrl, webUrl: web, apiUrl: api });
    await givenDatabase(ownerUrl, {});
    for (const role of [web, api]) expect(await encrypted(role)).toBe(true);
    expect(await encrypted(url({ sslmode: "no-verify" }))).toBe(true);
    expect(await encrypted(url({ sslmode: "disable" }))).toBe(false);
    expect(await encrypted(server.ownerUrl)).toBe(false);
  });

  test.each([
    ["another CA", () => ({ sslrootcert: theirs.file })],
    ["no CA", () => ({})],
  ])("is refused with %s, in one line of the tools and one of the API", async (_, given) => {
    const reason = "unable to verify the first certificate";
    const parameters = { sslmode: "verify-full", ...given() };
    const refused = givenDatabase(url(parameters), {});
    await expect(refused).rejects.toThrow(
      /^DATABASE_URL: claimcheck on 127\.0\.0\.1:\d+ can't be used \(unable to verify the first certificate[^\n]*$/,
    );
    const { child, said } = start("src/server.ts", {
      API_DATABASE_URL: url(parameters, roleUrls(server.ownerUrl).api),
      API_PORT: String(await freePort()),
    });
    await expect.poll(() => said.output).toContain("Server listening");
    const line = said.output.split("\n").find((one) => one.includes("database_unreachable")) ?? "";
    expect(JSON.parse(line)).toMatchObject({ level: "warn", err: { message: expect.stringContaining(reason) } });
    expect(said.output).not.toContain(new URL(roleUrls(server.ownerUrl).api).password);
    child.kill("SIGKILL");
  });

  test("is refused when its certificate is for another name", async () => {
    await turnTlsOn(server, ours.issue("DNS:db.example"));
    const parameters = { sslmode: "verify-full", sslrootcert: ours.file };
    await expect
      .poll(() => encrypted(url(parameters)).catch(String))
      .toMatch(/Hostname\/IP does not match certificate's altnames/);
  });
});
