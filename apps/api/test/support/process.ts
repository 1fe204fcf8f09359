import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addPerson, createTestDatabase, withClient } from "@claimcheck/database/testing/test-database";
import { freePort } from "@claimcheck/process/free-port";
import { startIssuer } from "@claimcheck/token-verifier/testing/issuer";
import { expect, onTestFinished } from "vitest";
import { request } from "./api.ts";

export const app = join(import.meta.dirname, "../..");

/** Starts an entry file with these settings and no others. */
export function start(file: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [join(app, file)], {
    cwd: tmpdir(),
    env: { ...(process.env.SystemRoot && { SystemRoot: process.env.SystemRoot }), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { output: "", complaints: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    said.output += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    said.complaints += chunk;
  });
  return { child, said, exited: once(child, "close") };
}

/** The API as a process of its own, with a database and an issuer, and someone who may call it. */
export async function startProcess(settings: Record<string, string> = {}, file = "src/server.ts") {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const issuer = await startIssuer({ audience: url });
  onTestFinished(() => issuer.stop());
  const { child, exited, said } = start(file, {
    BETTER_AUTH_URL: issuer.issuer,
    API_URL: url,
    API_PORT: String(port),
    API_DATABASE_URL: database.apiUrl,
    ...settings,
  });
  while (!said.output.includes("Server listening"))
    await Promise.race([once(child.stdout, "data"), exited.then(() => expect.fail(said.complaints))]);

  async function person(name: string) {
    const account = await addPerson(database, { name });
    const claims = { sub: account.id, uuid: account.uuid, sid: account.caller.sid, email: account.email, name };
    const token = await issuer.mint(claims);
    const call = (method: string, path: string, body?: unknown) => request(url, method, path, { token, body });
    return { ...account, token, call };
  }

  /** Holds a table that the API then waits for, while `work` runs. */
  async function whileLocked<T>(table: string, work: (waiting: () => Promise<void>) => Promise<T>) {
    return withClient(database.ownerUrl, async (client) => {
      await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      const waits = `SELECT FROM pg_stat_activity
        WHERE usename = 'app_api' AND wait_event_type = 'Lock' AND datname = $1`;
      // On another connection: within a transaction one sees the activity of its beginning.
      const waiting = () =>
        withClient(database.ownerUrl, (other) =>
          expect
            .poll(async () => (await other.query(waits, [client.database])).rowCount, {
              timeout: 30_000,
            })
            .toBe(1),
        );
      const result = await work(waiting);
      await client.query("ROLLBACK");
      return result;
    });
  }
  return { database, issuer, url, port, child, exited, said, person, whileLocked };
}
