import { expect, test } from "../support/fixtures.ts";
import { expectAccessible } from "../support/guards.ts";
import { callApi, taskRow } from "../support/tasks.ts";

test("the tasks page passes axe in every state that it opens", async ({ newPersona, urls: { apiUrl } }) => {
  test.slow();
  const ada = await newPersona("Ada");
  const { page } = ada;
  await page.getByRole("button", { name: "Add sample tasks" }).click();
  await expect(taskRow(page, "Pick up the parcel")).toBeVisible();

  await page.getByLabel("New task").fill("pay rent fri 9am #home #new !high");
  await expect(page.getByRole("list", { name: "Read from your text" })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("New task").fill("");

  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("checkbox", { name: "home" }).check();
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Select", exact: true }).click();
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Tag", exact: true }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Stop selecting" }).click();

  await page.getByRole("link", { name: "Look around" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel("Title").fill("Mine");
  const { items } = await callApi(ada, `${apiUrl}/v1/tasks?q=Look`);
  await callApi(ada, `${apiUrl}/v1/tasks/${items[0].id}`, "PATCH", { title: "Theirs", priority: "low" });
  const save = panel.getByRole("button", { name: "Save" });
  if (await save.isEnabled()) await save.click();
  await expect(panel.getByText("changed elsewhere")).toBeVisible();
  await panel.getByRole("button", { name: "Preview" }).click();
  await expect(panel.getByRole("region", { name: /^Preview/ }).locator("strong")).toBeVisible();
  await expectAccessible(page);
  await panel.getByRole("button", { name: "Take theirs" }).click();
  await panel.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "Manage tags" }).click();
  await page.getByRole("button", { name: "Delete tag errands" }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Deleted" }).click();
  await expect(page.getByRole("button", { name: /^Restore/ })).toBeVisible();
  await expectAccessible(page);
});
