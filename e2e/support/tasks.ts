import { expect, type Locator, type Page } from "@playwright/test";

/** The row of the task with this title. */
export function taskRow(page: Page, title: string): Locator {
  return page.getByRole("listitem").filter({ hasText: title });
}

/** Adds a task through the page and waits until the API has confirmed it. */
export async function addTask(page: Page, title: string): Promise<void> {
  const created = page.waitForResponse(
    (response) => response.request().method() === "POST" && response.url().endsWith("/v1/tasks"),
  );
  await page.getByLabel("New task").fill(title);
  await page.getByLabel("New task").press("Enter");
  expect((await created).status()).toBe(201);
  await expect(taskRow(page, title)).toBeVisible();
}
