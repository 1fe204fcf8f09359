import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { serverApi } from "../src/lib/server-api.ts";

const { config } = vi.hoisted(() => ({ config: { API_INTERNAL_URL: "" } }));
vi.mock("server-only", () => ({}));
vi.mock("../src/auth/issuer.ts", () => ({ getIssuer: () => ({ config }) }));

/** Answers with headers and a beginning; the rest is the test's. */
const begun: ServerResponse[] = [];
const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"items":');
  begun.push(response);
});
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  config.API_INTERNAL_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.useRealTimers();
  for (const response of begun.splice(0)) response.destroy();
});
afterAll(() => server.close());

test("a file that has begun to come may take longer than a page waits", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const answer = await serverApi("a-token", { file: true }).fetch("exportTasks");
  vi.advanceTimersByTime(60_000);
  begun[0]?.end("[]}");
  expect(await answer.json()).toEqual({ items: [] });
});

test("what a page shows is given up when it takes too long, also once it has begun to come", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const answer = await serverApi("a-token").fetch("listTasks");
  vi.advanceTimersByTime(8_000);
  await expect(answer.json()).rejects.toThrow("aborted");
});
