import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createTestDatabase } from "@claimcheck/database/testing/test-database";
import { freePort } from "@claimcheck/process/free-port";
import { startIssuer } from "@claimcheck/token-verifier/testing/issuer";
import { expect, onTestFinished, test } from "vitest";
import { request } from "../support/api.ts";
import { app, start } from "../support/process.ts";

const database = "postgres://app_api:secret@127.0.0.1:1/claimcheck";

test("a missing setting: one line that names it and the mend, exit code 1", async () => {
  const { exited, said } = start("src/server.ts", {});
  expect((await exited)[0]).toBe(1);
  expect(said.complaints).toBe("API_DATABASE_URL is missing: set it to a postgres:// URL with user and database.\n");
});

test("wrong settings: a line each, no stack, and never the value", async () => {
  const { exited, said } = start("src/server.ts", {
    API_DATABASE_URL: database,
    API_PORT: "80000",
    JWT_SECRET_KEY: "hunter2",
    BETTER_AUTH_URL: "http://example.com",
  });
  expect((await exited)[0]).toBe(1);
  const lines = said.complaints.trim().split("\n");
  expect(lines.map((line) => line.split(" ")[0]).toSorted()).toEqual(["API_PORT", "BETTER_AUTH_URL", "JWT_SECRET_KEY"]);
  expect(lines.join("")).not.toMatch(/hunter2|80000|example\.com|at /);
});

test.each(["API_PORT", "API_METRICS_PORT"])("%s in use: one line that names it, exit code 1", async (name) => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  const { exited, said } = start("src/server.ts", {
    API_DATABASE_URL: database,
    API_PORT: String(await freePort()),
    LOG_LEVEL: "silent",
    [name]: String(port),
  });
  expect((await exited)[0]).toBe(1);
  expect(said.complaints).toMatch(new RegExp(`^${name} \\(\\d+\\) is in use.*\n$`));
});

test.each(["API_DATABASE_URL", "API_EVENTS_DATABASE_URL"])(
  "%s with a role that row-level security doesn't hold: one line that names it, exit code 1",
  async (name) => {
    const { ownerUrl, apiUrl, drop } = await createTestDatabase();
    onTestFinished(() => drop());
    const { exited, said } = start("src/server.ts", {
      API_DATABASE_URL: apiUrl,
      API_PORT: String(await freePort()),
      LOG_LEVEL: "silent",
      [name]: ownerUrl,
    });
    expect((await exited)[0]).toBe(1);
    expect(said.complaints).toMatch(new RegExp(`^${name} is wrong: .*pnpm db migrate.*\n$`));
    expect(said.complaints).not.toContain(new URL(ownerUrl).password);
  },
);

test("a database that comes late is asked for the role all the same, and a mighty one ends the process", async () => {
  const { ownerUrl, drop } = await createTestDatabase();
  onTestFinished(() => drop());
  const late = new URL(ownerUrl);
  const behind = { host: late.hostname, port: Number(late.port) };
  late.port = String(await freePort());
  const { child, exited, said } = start("src/server.ts", {
    API_DATABASE_URL: late.href,
    API_PORT: String(await freePort()),
  });
  while (!said.output.includes("Server listening")) await once(child.stdout, "data");
  const gate = createServer((incoming) => void incoming.pipe(connect(behind)).pipe(incoming));
  gate.listen(Number(late.port), "127.0.0.1");
  onTestFinished(() => void gate.close());
  expect((await exited)[0]).toBe(1);
  expect(said.complaints).toMatch(/^API_DATABASE_URL is wrong: .*\n$/);
});

test("a rejection that nobody handles is logged in one line, and ends the process with exit code 1", async () => {
  const { exited, said } = start("test/fixtures/rejecting.ts", {
    API_DATABASE_URL: database,
    API_PORT: String(await freePort()),
  });
  expect((await exited)[0]).toBe(1);
  const lines = said.output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({ level: "fatal", msg: "unexpected, ending", err: { message: "nobody's" } });
  expect(said.complaints).toBe("");
});

test("the built server starts, serves, and stops on SIGTERM with exit code 0", async () => {
  const build = spawn(process.execPath, [`${app}/build.mjs`], { stdio: "inherit" });
  expect(await once(build, "close")).toEqual([0, null]);

  const { apiUrl: databaseUrl, drop } = await createTestDatabase();
  onTestFinished(() => drop());
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const issuer = await startIssuer({ audience: url });
  onTestFinished(() => issuer.stop());
  const { child, exited, said } = start("dist/server.js", {
    BETTER_AUTH_URL: issuer.issuer,
    API_URL: url,
    API_PORT: String(port),
    API_DATABASE_URL: databaseUrl,
  });
  while (!said.output.includes("Server listening")) await once(child.stdout, "data");
  expect((await request(url, "GET", "/livez")).status).toBe(200);
  expect((await request(url, "GET", "/v1/tasks")).status).toBe(401);
  expect((await request(url, "GET", "/docs/static/swagger-ui.css")).status).toBe(200);
  child.kill("SIGTERM");
  // Windows has no signals: there it simply ends.
  expect(await exited).toEqual(process.platform === "win32" ? [null, "SIGTERM"] : [0, null]);
  expect(said.output).toContain("Server listening");
});
