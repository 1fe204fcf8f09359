import { expect, test } from "../support/fixtures.ts";
import { addTask } from "../support/tasks.ts";

test("/docs of the API works with a pasted token, which is kept nowhere", async ({ newPersona, urls: { apiUrl } }) => {
  const ada = await newPersona("Ada");
  await addTask(ada.page, "Seen in the documentation");
  const page = await ada.context.newPage();
  await page.goto(`${apiUrl}/docs`);
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.getByRole("textbox", { name: "Value" }).fill(await ada.token());
  await page.getByRole("button", { name: "Apply credentials" }).click();
  await page.getByRole("button", { name: "Close" }).first().click();

  const list = page.locator("#operations-tasks-listTasks");
  await list.getByRole("button", { name: "get /v1/tasks", exact: false }).first().click();
  await list.getByRole("button", { name: "Execute" }).click();
  const answer = list.locator(".live-responses-table .response").first();
  await expect(answer.locator(".response-col_status")).toContainText("200");
  await expect(answer).toContainText("Seen in the documentation");
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
});
