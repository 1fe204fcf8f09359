import { getEventListeners } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChangeEvent } from "@claimcheck/contract/events";
import { heartbeatMs } from "@claimcheck/contract/plain";
import { expect, onTestFinished, test, vi } from "vitest";
import { ApiError } from "../src/api-error.ts";
import { createApiClient } from "../src/client.ts";
import { followChanges } from "../src/events.ts";

test("a stream that ends as soon as it is open is opened again ever less often, and soon after it has held", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const aborted = new AbortController();
  const opened: number[] = [];
  const steady = new TransformStream<Uint8Array>();
  const following = followChanges(
    {
      fetch: async () => {
        opened.push(performance.now());
        return new Response(opened.length === 9 ? steady.readable : ":\n\n");
      },
    },
    { signal: aborted.signal, onChange: () => {} },
  );
  await vi.advanceTimersByTimeAsync(180_000);
  const pauses = opened.slice(1).map((at, before) => at - (opened[before] ?? 0));
  expect(pauses[0]).toBeLessThanOrEqual(1_000);
  expect(pauses).toHaveLength(8);
  expect(Math.min(...pauses.slice(5))).toBeGreaterThanOrEqual(15_000);

  await steady.writable.close();
  await vi.advanceTimersByTimeAsync(500);
  expect(opened).toHaveLength(10);
  aborted.abort();
  await following;
});

test("a stream that is refused with Retry-After isn't asked for before", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const aborted = new AbortController();
  let asked = 0;
  const following = followChanges(
    {
      fetch: async () => {
        asked += 1;
        throw new ApiError({ status: 429, code: "too_many_requests", detail: "", retryAfter: 40 });
      },
    },
    { signal: aborted.signal, onChange: () => {} },
  );
  await vi.advanceTimersByTimeAsync(39_999);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(asked).toBe(2);
  aborted.abort();
  await following;
});

test("a stream that falls silent without an end is given up and opened again, and everything is read again", async () => {
  const streams: ServerResponse[] = [];
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(streams.push(response) === 1 ? ": open\n\n" : 'data: {"kind":"task","id":"1"}\n\n');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = createApiClient({ apiUrl, getToken: async () => "token" });
  const aborted = new AbortController();
  const heard: ChangeEvent[] = [];
  const gone = vi.waitFor(() => expect(streams[0]?.closed).toBe(true), 60_000);
  await followChanges(api, {
    signal: aborted.signal,
    silenceMs: 3_000,
    onChange: (event) => {
      heard.push(event);
      if (event.kind === "task") aborted.abort();
    },
  });
  await gone;
  expect(heard).toEqual([
    { kind: "resync", id: null },
    { kind: "task", id: "1" },
  ]);
});

test("a stream that says something as often as the API does is left alone, for as long as it does", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const aborted = new AbortController();
  let opened = 0;
  let stream: ReadableStreamDefaultController | undefined;
  const following = followChanges(
    {
      fetch: async (_name, _input, { signal } = {}) => {
        opened += 1;
        return new Response(
          new ReadableStream({
            start(controller) {
              stream = controller;
              signal?.addEventListener("abort", () => controller.error(signal.reason));
            },
          }),
        );
      },
    },
    { signal: aborted.signal, onChange: () => {} },
  );
  for (let beat = 0; beat < 100; beat++) {
    await vi.advanceTimersByTimeAsync(heartbeatMs);
    stream?.enqueue(new TextEncoder().encode(":\n\n"));
  }
  expect(opened).toBe(1);
  await vi.advanceTimersByTimeAsync(40_000);
  expect(opened).toBe(2);
  aborted.abort();
  await following;
});

test("reconnecting leaves no listener behind on the caller's signal", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const aborted = new AbortController();
  let opened = 0;
  const following = followChanges(
    {
      fetch: async () => {
        opened += 1;
        throw new TypeError("fetch failed");
      },
    },
    { signal: aborted.signal, onChange: () => {} },
  );
  await vi.advanceTimersByTimeAsync(600_000);
  expect(opened).toBeGreaterThan(20);
  expect(getEventListeners(aborted.signal, "abort").length).toBeLessThanOrEqual(1);
  aborted.abort();
  await following;
  expect(vi.getTimerCount()).toBe(0);
});
