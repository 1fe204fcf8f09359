import { drizzle } from "drizzle-orm/node-postgres";
import { expect, onTestFinished, test, vi } from "vitest";
import { isUnavailable } from "../src/errors.ts";
import { createPool } from "../src/pool.ts";
import { withClient } from "../src/testing/test-database.ts";
import { prepareStage } from "./support/stage.ts";

const stage = prepareStage();

test("a connection that ends while it is idle harms nobody", async () => {
  const { db, ada, ben } = stage;
  const pool = createPool({ url: db.apiUrl, applicationName: "idle", max: 1 });
  await pool.query("SELECT 1");
  const removed = new Promise((resolve) => pool.once("remove", resolve));
  await withClient(db.ownerUrl, (client) =>
    client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'idle'"),
  );
  await removed;
  for (const { uuid } of [ada, ben]) {
    const { rows } = await pool.query("SELECT $1::uuid AS uuid", [uuid]);
    expect(rows).toEqual([{ uuid }]);
  }
  await pool.end();
});

test("a client that a failed BEGIN keeps for ever comes back to the pool", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const pool = createPool({ url: stage.db.webUrl, applicationName: "leak", max: 1 });
  const ended = new Promise((resolve) => {
    pool.once("connect", (client) => {
      client.once("end", resolve);
      client.connection.stream.destroy();
    });
  });
  const transaction = drizzle({ client: pool }).transaction(async () => {});
  await expect(transaction).rejects.toSatisfy(isUnavailable);
  await ended;
  expect(pool.totalCount).toBe(1);
  const removed = new Promise((resolve) => pool.once("remove", resolve));
  await vi.advanceTimersByTimeAsync(15_000);
  await removed;
  expect(pool.totalCount).toBe(0);
  await pool.end();
});

test("a test's connection that ends while nothing is asked fails its next query, not the whole run", async () => {
  const { db } = stage;
  const work = withClient(db.ownerUrl, async (client) => {
    const ended = new Promise((resolve) => client.once("end", resolve));
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    await withClient(db.ownerUrl, (other) => other.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]));
    await ended;
    await client.query("SELECT 1");
  });
  await expect(work).rejects.toThrow(/not queryable|closed/);
});
