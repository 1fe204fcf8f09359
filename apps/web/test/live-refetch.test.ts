import { MutationObserver, QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, onTestFinished, test, vi } from "vitest";
import { refetchCalmly } from "../src/features/live/refetch-calmly.ts";

/** A page that shows which change was the last when its answer was made, `readMs` before it has come. */
async function page(readMs: number) {
  vi.useFakeTimers();
  const client = new QueryClient();
  client.mount();
  const left = new AbortController();
  let changes = 0;
  let reads = 0;
  const query = {
    queryKey: ["tasks"],
    queryFn: async () => {
      reads += 1;
      const answer = changes;
      await new Promise((resolve) => setTimeout(resolve, readMs));
      return answer;
    },
  };
  const unsubscribe = new QueryObserver(client, query).subscribe(() => {});
  onTestFinished(() => {
    left.abort();
    unsubscribe();
    client.unmount();
    vi.useRealTimers();
  });
  await vi.advanceTimersByTimeAsync(readMs);
  const told = refetchCalmly(client, () => {}, left.signal);
  return {
    client,
    change: () => {
      changes += 1;
      told();
      return changes;
    },
    shown: () => client.getQueryData<number>(["tasks"]) ?? 0,
    reads: () => reads,
  };
}

test("many changes at once are read once", async () => {
  const { change, shown, reads } = await page(100);
  for (let nth = 0; nth < 20; nth++) change();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(shown()).toBe(20);
  expect(reads()).toBe(2);
});

test("changes that follow each other without end show within 2 s each, though reading takes longer than the time between", async () => {
  const { change, shown } = await page(600);
  for (let nth = 1; nth <= 200; nth++) {
    change();
    await vi.advanceTimersByTimeAsync(100);
    if (nth > 20) expect(shown()).toBeGreaterThan(nth - 20);
  }
});

test("changes made elsewhere show within 2 s, though the page’s own are on their way all the time", async () => {
  const { client, change, shown } = await page(100);
  const own = new MutationObserver(client, { mutationFn: () => new Promise(() => {}) });
  void own.mutate();
  await vi.advanceTimersByTimeAsync(5_000);
  const latest = change();
  await vi.advanceTimersByTimeAsync(500);
  expect(shown()).toBe(0);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(shown()).toBe(latest);
});

test("an answer that never comes isn’t waited for without end", async () => {
  const { client, change, shown } = await page(100);
  let asked = 0;
  const hangs = { queryKey: ["tags"], queryFn: () => (asked++ === 0 ? 0 : new Promise<number>(() => {})) };
  onTestFinished(new QueryObserver(client, hangs).subscribe(() => {}));
  await vi.advanceTimersByTimeAsync(0);
  change();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([asked, shown()]).toEqual([2, 1]);
  change();
  await vi.advanceTimersByTimeAsync(11_000);
  expect([asked, shown()]).toEqual([3, 2]);
});
