import { expect, type Page } from "@playwright/test";
import { keysWork } from "./header.ts";

/**
 * Opens the page anew, begins to use it, and waits until the scripts of all that it can open are there: a test takes the
 * network away after this, or doesn't know which of them came in time.
 */
export async function loadAhead(page: Page): Promise<void> {
  const scripts = watchScripts(page);
  await page.reload();
  await keysWork(page);
  const atFirst = scripts.asked();
  await page.keyboard.press("Shift");
  await expect.poll(scripts.asked).toBeGreaterThan(atFirst);
  await scripts.atRest();
}

/** Counts the scripts of the pages opened from now on; `atRest` waits until the page asks for no more of them. */
function watchScripts(page: Page) {
  let asked = 0;
  const loading = new Set<unknown>();
  page.on("request", (request) => {
    if (request.resourceType() !== "script") return;
    asked += 1;
    loading.add(request);
  });
  for (const event of ["requestfinished", "requestfailed"] as const)
    page.on(event as "requestfinished", (request) => loading.delete(request));
  return {
    asked: () => asked,
    async atRest(): Promise<void> {
      // In their order: what the page put off until it is idle has begun by then.
      await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
      await expect.poll(() => loading.size).toBe(0);
    },
  };
}
