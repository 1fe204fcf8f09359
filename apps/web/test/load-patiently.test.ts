import { expect, onTestFinished, test, vi } from "vitest";
import { patiently } from "@/lib/load-patiently.ts";

/** The page's `addEventListener` and `removeEventListener`, and how many listeners there are. */
function stubWindow() {
  vi.useFakeTimers();
  const window = new EventTarget();
  const listeners = new Set<unknown>();
  vi.stubGlobal("addEventListener", (...[type, listener, options]: Parameters<EventTarget["addEventListener"]>) => {
    listeners.add(listener);
    window.addEventListener(type, listener, options);
  });
  vi.stubGlobal("removeEventListener", (...[type, listener]: Parameters<EventTarget["removeEventListener"]>) => {
    listeners.delete(listener);
    window.removeEventListener(type, listener);
  });
  onTestFinished(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  return { window, listeners };
}

test("a script that can't be loaded is asked for every 5 s, and no listener of an earlier attempt is kept", async () => {
  const { listeners } = stubWindow();
  let asked = 0;
  const loading = patiently(async () => {
    asked += 1;
    if (asked <= 100) throw new TypeError("Failed to fetch");
    return "loaded";
  })();
  await vi.advanceTimersByTimeAsync(250_000);
  expect(asked).toBe(51);
  expect(listeners.size).toBe(1);
  await vi.advanceTimersByTimeAsync(250_000);
  expect(await loading).toBe("loaded");
  expect(listeners.size).toBe(0);
});

test("a script that can't be loaded is asked for as soon as the network is back", async () => {
  const { window } = stubWindow();
  let asked = 0;
  const loading = patiently(async () => {
    asked += 1;
    if (asked === 1) throw new TypeError("Failed to fetch");
    return "loaded";
  })();
  await vi.advanceTimersByTimeAsync(100);
  window.dispatchEvent(new Event("online"));
  expect(await loading).toBe("loaded");
  expect(vi.getTimerCount()).toBe(0);
});
