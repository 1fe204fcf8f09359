import { expect, test } from "../support/fixtures.ts";
import { keysWork } from "../support/header.ts";
import { tabTo } from "../support/keyboard.ts";
import { five, taskRow, titles } from "../support/tasks.ts";

test("the list is used by keyboard alone", async ({ newPersona, urls: { apiUrl } }) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await five(ada, apiUrl);
  const link = (title: string) => page.getByRole("link", { name: title });
  await keysWork(page);
  await page.keyboard.press("j");
  await expect(link("Task E")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect(link("Task D")).toBeFocused();

  await page.keyboard.press("d");
  await expect(taskRow(page, "Task D").getByRole("checkbox")).toBeChecked();
  // It stays where the person is, and leaves when they go on.
  await page.keyboard.press("j");
  await expect(link("Task C")).toBeFocused();
  await expect(taskRow(page, "Task D")).toHaveCount(0);

  await page.keyboard.press("r");
  await page.keyboard.type("Task Z");
  await page.keyboard.press("Enter");
  await expect(link("Task Z")).toBeFocused();

  await page.keyboard.press("p");
  await expect(page.getByRole("dialog").getByLabel("Priority")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(link("Task Z")).toBeFocused();

  await page.keyboard.press("x");
  await expect(page.getByRole("status").filter({ hasText: "1 selected" })).toBeVisible();
  await page.keyboard.press("Escape");
  const bar = page.getByRole("region", { name: "Selected tasks" });
  await expect(bar).toHaveCount(0);
  await page.keyboard.press("x");
  await tabTo(page, bar.getByRole("button", { name: "Stop selecting" }));
  await page.keyboard.press("Enter");
  await expect(bar).toHaveCount(0);
  await expect(link("Task E")).toBeFocused();
  await page.keyboard.press("j");

  await page.keyboard.press("Delete");
  await expect(link("Task B")).toBeFocused();
  await expect(titles(page)).toHaveText(["Task E", "Task B", "Task A"]);
});

test("while the filters are open no key acts behind them, Escape closes them alone, and the tag manager gives the focus back", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await five(ada, apiUrl);
  const button = page.getByRole("button", { name: "Filter" });
  const filters = page.getByRole("region", { name: "Filter and sort" });
  await keysWork(page);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await tabTo(page, button, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(filters).toBeVisible();
  await page.keyboard.press("j");
  await expect(button).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(filters).toBeHidden();
  await expect(button).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "1 selected" })).toBeVisible();

  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Manage tags" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Tags" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Tags" })).toHaveCount(0);
  await expect(button).toBeFocused();
});
