import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { addTask, titles } from "../support/tasks.ts";

/** Shorter than anybody sees something move. */
const momentMs = 20;

/** Opens a task's panel and gives what moves on the page in the first frames that have it. */
async function movesWhenPanelOpens(page: Page): Promise<string[]> {
  const moves = page.evaluate(async (moment) => {
    const found = new Set<string>();
    for (let frames = 0; frames < 3; ) {
      await new Promise((drawn) => requestAnimationFrame(drawn));
      if (document.querySelector("dialog:modal")) frames += 1;
      for (const animation of document.getAnimations())
        if (Number(animation.effect?.getComputedTiming().endTime) > moment)
          found.add("transitionProperty" in animation ? `${animation.transitionProperty}` : "an animation");
    }
    return [...found];
  }, momentMs);
  await titles(page).first().click();
  await expect(page.getByRole("dialog")).toBeVisible();
  return moves;
}

test("a panel comes without motion for who wants less of it", async ({ newPersona }) => {
  const { page } = await newPersona("Ada");
  await addTask(page, "Look at me");
  // Seen at all, where it is wanted.
  await page.emulateMedia({ reducedMotion: "no-preference" });
  expect(await movesWhenPanelOpens(page)).toContain("translate");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/tasks");
  expect(await movesWhenPanelOpens(page)).toEqual([]);
});
