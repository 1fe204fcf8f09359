import { expect, type Page } from "@playwright/test";
import axe, { type AxeResults } from "axe-core";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What a page looks like to people: their scheme of colours, and the narrowest and a wide window. */
const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
  [320, 1280].map((width) => ({ colorScheme, width })),
);

/** Checks the page as it stands, in light and dark, wide and at 320 px: axe finds nothing, nothing scrolls sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  const before = page.viewportSize();
  // Once for each document: it is half a megabyte.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    const where = `${page.url()} in ${colorScheme} at ${width} px`;
    expect(await page.evaluate(violationsOf, rules), where).toEqual([]);
    expect(await page.evaluate(whatIsCut), where).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}

/** In the page: which rules are broken, and where. What passes isn't asked for, which takes most of the time. */
async function violationsOf(tags: string[]): Promise<[rule: string, where: string[]][]> {
  const { axe } = window as unknown as { axe: { run(page: Document, options: object): Promise<AxeResults> } };
  const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

/**
 * Checks that all of the page can be read and reached where it has to be large: at 200 % (a window of 1280 by 800 has
 * 640 by 400 px then), and with the text spacing of WCAG 1.4.12 at 320 px.
 */
export async function expectNothingCut(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 640, height: 400 });
  expect(await page.evaluate(whatIsCut), `${page.url()} at 200 %`).toEqual([]);
  await page.setViewportSize({ width: 320, height: 800 });
  await page.evaluate(() => {
    const spacing = new CSSStyleSheet();
    spacing.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
      word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = [spacing];
  });
  expect(await page.evaluate(whatIsCut), `${page.url()} with wide text`).toEqual([]);
  await page.evaluate(() => {
    document.adoptedStyleSheets = [];
  });
  if (before) await page.setViewportSize(before);
}

/** In the page: what reaches over its edge, and which boxes hide a part of their text without saying so by "…". */
function whatIsCut(): string[] {
  const cut: string[] = [];
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) cut.push(`the page is ${over} px too wide`);
  for (const box of document.querySelectorAll<HTMLElement>("body *")) {
    const { overflowX, overflowY, textOverflow, webkitLineClamp, position } = getComputedStyle(box);
    const shortened = textOverflow === "ellipsis" || webkitLineClamp !== "none";
    const forReadersOnly = position === "absolute" && box.clientWidth <= 1;
    if (shortened || forReadersOnly || !box.checkVisibility() || box.matches("input, select, svg *")) continue;
    const hides = (overflow: string) => overflow === "hidden" || overflow === "clip";
    if (
      (hides(overflowX) && box.scrollWidth > box.clientWidth + 1) ||
      (hides(overflowY) && box.scrollHeight > box.clientHeight + 1)
    )
      cut.push(box.outerHTML.slice(0, 200));
    // The views and a person's code scroll sideways on purpose; nothing else that scrolls does.
    const scrolls = box.closest("nav[aria-label=Views], pre");
    if (!scrolls && /auto|scroll/.test(overflowX) && box.scrollWidth > box.clientWidth + 1)
      cut.push(`scrolls sideways: ${box.outerHTML.slice(0, 200)}`);
    // A control beyond the left or right edge, where nothing scrolls to it.
    const { left, right } = box.getBoundingClientRect();
    if (box.matches("a, button, select, textarea, [role=option]") && !scrolls && (left < -1 || right > innerWidth + 1))
      cut.push(`outside: ${box.outerHTML.slice(0, 200)}`);
  }
  return cut;
}

/** Checks that not all of what has the focus lies beneath something else, or outside of the window. */
export async function expectFocusInSight(page: Page): Promise<void> {
  const hidden = await page.evaluate(() => {
    const focused = document.activeElement ?? document.body;
    const isSeen = (x: number, y: number) => focused.contains(document.elementFromPoint(x, y));
    const seen = [...focused.getClientRects()].some(({ left, right, top, bottom }) =>
      [left + 1, (left + right) / 2, right - 1].some((x) =>
        [top + 1, (top + bottom) / 2, bottom - 1].some((y) => isSeen(x, y)),
      ),
    );
    return seen ? undefined : focused.outerHTML.slice(0, 200);
  });
  expect(hidden, `what has the focus at ${page.url()}`).toBeUndefined();
}

/**
 * Checks that nothing on the page has moved by itself, from its first paint to now, `action` included. The browser excuses
 * what moves within half a second of a press; in an action that presses nothing, `excuse: false` doesn't.
 */
export async function expectNoLayoutShift(
  page: Page,
  action?: () => Promise<unknown>,
  { excuse = true } = {},
): Promise<void> {
  const began = excuse ? Number.POSITIVE_INFINITY : await settled(page);
  await action?.();
  const shifts = await page.evaluate(async (began) => {
    type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Element }[] };
    const seen: Shift[] = [];
    const observer = new PerformanceObserver((list) => seen.push(...(list.getEntries() as Shift[])));
    observer.observe({ type: "layout-shift", buffered: true });
    // What is buffered is handed over with the next frame.
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    observer.disconnect();
    return seen
      .filter(({ hadRecentInput, startTime }) => !hadRecentInput || startTime >= began)
      .map(
        ({ value, sources }) => `${value}: ${sources.map(({ node }) => node?.outerHTML?.slice(0, 200)).join(" | ")}`,
      );
  }, began);
  expect(shifts, `what moved at ${page.url()}`).toEqual([]);
}

/** When what was changed so far has been painted, in the page's own milliseconds. */
const settled = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    return performance.now();
  });
