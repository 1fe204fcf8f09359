import { queryObjects } from "node:v8";
import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { listen } from "../src/listen.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { wire } from "./support/wire.ts";

/** Objects of a class that are still reachable; a full garbage collection comes first. */
const countReachable = (of: Parameters<typeof queryObjects>[0]): number => queryObjects(of, { format: "count" });

async function start() {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database;
}

test("memory doesn't grow with the checks of a connection that stays open", async () => {
  const database = await start();
  const proxy = await wire(database.apiUrl);
  onTestFinished(() => void proxy.close());
  const listener = listen({
    url: proxy.url,
    channel: "test",
    checkEveryMs: 1,
    onMessage: () => {},
    onReady: () => {},
    onLost: () => {},
  });
  onTestFinished(() => listener.stop());
  const checked = (times: number) =>
    vi.waitFor(() => expect(proxy.raw().split("SELECT 1").length).toBeGreaterThan(times), 60_000);
  await checked(100);
  const before = countReachable(Promise);
  await checked(1100);
  expect(countReachable(Promise) - before).toBeLessThan(200);
});

test("memory doesn't grow with the attempts to connect while Postgres is away", async () => {
  const lost: string[] = [];
  const before = countReachable(pg.Client);
  const listener = listen({
    // Port 9 is reserved for the discard protocol; nothing listens on it.
    url: "postgres://nobody@127.0.0.1:9/nothing",
    channel: "test",
    onMessage: () => {},
    onReady: () => {},
    onLost: (error) => void lost.push(error.message),
  });
  onTestFinished(() => listener.stop());
  await vi.waitFor(() => expect(lost.length).toBeGreaterThanOrEqual(5), 60_000);
  expect(countReachable(pg.Client) - before).toBeLessThan(3);
});

test("a connection whose server stops answering is replaced by another", async () => {
  const database = await start();
  const proxy = await wire(database.apiUrl);
  onTestFinished(() => void proxy.close());
  const lost: string[] = [];
  let ready = 0;
  const listener = listen({
    url: proxy.url,
    channel: "test",
    checkEveryMs: 100,
    onMessage: () => {},
    onReady: () => {
      ready += 1;
      // Answers after the first LISTEN are held back.
      if (ready === 1) proxy.hold();
    },
    onLost: (error) => {
      lost.push(error.message);
      proxy.release();
    },
  });
  onTestFinished(() => listener.stop());
  await vi.waitFor(() => expect(ready).toBe(2), 60_000);
  expect(lost).toHaveLength(1);
  expect(listener.listening).toBe(true);
});
