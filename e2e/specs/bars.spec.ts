import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { expectFocusInSight, expectNoLayoutShift } from "../support/guards.ts";
import { loadAhead } from "../support/load-ahead.ts";
import type { Persona } from "../support/persona.ts";
import { callApi, follow, titles } from "../support/tasks.ts";

const phone = { width: 320, height: 640 };
const selected = (page: Page) => page.getByRole("region", { name: "Selected tasks" });
const startSelecting = (page: Page) => page.getByRole("button", { name: "Select", exact: true }).click();

/** Thirty tasks, on a phone that is told of changes. */
async function thirty(person: Persona, apiUrl: string): Promise<void> {
  const tasks = Array.from({ length: 30 }, (_, at) => ({ title: `Task ${at + 1}` }));
  await callApi(person, `${apiUrl}/v1/tasks/import`, "POST", { tasks });
  await person.page.setViewportSize(phone);
  await follow(person.page, apiUrl);
}

/** Those of them whose middle isn't there to be pressed. */
const covered = (all: Locator): Promise<(string | null)[]> =>
  all.evaluateAll((elements) =>
    elements
      .filter((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return !element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      })
      .map(({ textContent }) => textContent),
  );

test("what has the focus is never beneath the bars at the bottom, by j or by Tab, and the page ends above them", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page, context } = ada;
  await thirty(ada, apiUrl);
  await loadAhead(page);
  await context.setOffline(true);
  await expect(page.getByText("You’re offline.")).toBeVisible();
  await page.getByRole("checkbox", { name: "Task 30" }).click();
  for (const isSelecting of [false, true]) {
    if (isSelecting) await startSelecting(page);
    await expect(selected(page)).toHaveCount(isSelecting ? 1 : 0);
    for (const key of ["j", "Tab"]) {
      for (let press = 1; press <= 25; press += 1) {
        await page.keyboard.press(key);
        await expectFocusInSight(page);
      }
    }
  }
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  expect(await covered(titles(page).last())).toEqual([]);
});

test("an offer to undo and what is told of the connection leave the selection’s buttons to be pressed, and move none of them", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page, context } = ada;
  await thirty(ada, apiUrl);
  await startSelecting(page);
  await page.getByRole("checkbox", { name: "Select Task 30" }).click();
  await selected(page).getByRole("button", { name: "Complete" }).click();
  await startSelecting(page);
  await page.getByRole("checkbox", { name: "Select Task 29" }).click();
  // So that it stays while it's looked at.
  await page.getByRole("button", { name: "Undo" }).focus();
  const buttons = page.getByRole("button", { name: "Undo" }).or(selected(page).getByRole("button"));
  await expect(buttons).toHaveCount(6);
  expect(await covered(buttons)).toEqual([]);

  await page.getByRole("button", { name: "Undo" }).click();
  await expect(titles(page)).toHaveCount(30);
  const comeAndGo = async () => {
    await context.setOffline(true);
    await expect(page.getByText("You’re offline.")).toBeVisible();
    expect(await covered(selected(page).getByRole("button"))).toEqual([]);
    await context.setOffline(false);
    await expect(page.getByText("You’re offline.")).toBeHidden();
  };
  await expectNoLayoutShift(page, comeAndGo, { excuse: false });
});
