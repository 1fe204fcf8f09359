import { expect, type Locator, type Page } from "@playwright/test";

const mostStops = 80;

/** Reports each use of a pointer on pages that are opened from now on; what Enter and Space do isn't one. */
export async function watchForPointer(page: Page, report: (what: string) => void): Promise<void> {
  await page.exposeBinding("reportPointer", (_, type: string) => report(`a pointer was used: ${type}`));
  await page.addInitScript(() => {
    const { reportPointer } = window as unknown as { reportPointer(type: string): void };
    for (const type of ["pointerdown", "pointermove", "touchstart", "wheel"])
      document.addEventListener(type, () => reportPointer(type), { capture: true, passive: true });
  });
}

/** Presses Tab (or Shift+Tab) until something has the focus, as somebody does who looks at the page. */
export async function tabTo(page: Page, goal: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await expect(goal).toBeVisible();
  for (let stops = 0; stops < mostStops; stops += 1) {
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never came to ${goal}`);
}

/** The focus is on something, or will be in a moment. */
export async function expectFocusKept(page: Page): Promise<void> {
  await expect(page.locator("body :focus")).toHaveCount(1);
}
