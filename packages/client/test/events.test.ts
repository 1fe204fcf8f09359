import { expect, onTestFinished, test, vi } from "vitest";
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
