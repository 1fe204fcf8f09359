import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What a page looks like to people: their scheme of colours, and the narrowest and a wide window. */
const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
  [320, 1280].map((width) => ({ colorScheme, width })),
);

/** Checks the page as it stands, in light and dark, wide and at 320 px: axe finds nothing, nothing scrolls sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  const before = page.viewportSize();
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    const where = `${page.url()} in ${colorScheme} at ${width} px`;
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
      // One frame, asked in itself: half the time.
      .setLegacyMode()
      .analyze();
    expect(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      where,
    ).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, where).toBeLessThanOrEqual(0);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}

/** Does something and checks that nothing on the page has moved by itself, from its first paint to now. */
export async function expectNoLayoutShift(page: Page, action: () => Promise<unknown>): Promise<void> {
  await action();
  const shifts = await page.evaluate(async () => {
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Element }[] };
    const seen: Shift[] = [];
    const observer = new PerformanceObserver((list) => seen.push(...(list.getEntries() as Shift[])));
    observer.observe({ type: "layout-shift", buffered: true });
    // What is buffered is handed over with the next frame.
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    observer.disconnect();
    return seen
      .filter(({ hadRecentInput }) => !hadRecentInput)
      .map(
        ({ value, sources }) => `${value}: ${sources.map(({ node }) => node?.outerHTML?.slice(0, 200)).join(" | ")}`,
      );
  });
  expect(shifts, `what moved at ${page.url()}`).toEqual([]);
}
