import { expect, test } from "../support/fixtures.ts";
import { chooseFromAccountMenu } from "../support/header.ts";
import type { Persona } from "../support/persona.ts";
import { callApi, follow, titles } from "../support/tasks.ts";

/** More than the first page holds. */
async function importTasks(person: Persona, apiUrl: string, count: number): Promise<void> {
  const tasks = Array.from({ length: count }, (_, at) => ({ title: `Task ${at}` }));
  await callApi(person, `${apiUrl}/v1/tasks/import`, "POST", { tasks });
}

test("more tasks come as one scrolls", async ({ newPersona, urls: { apiUrl } }) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await importTasks(ada, apiUrl, 120);
  await page.reload();
  await expect(page.getByText("50+ tasks")).toBeVisible();
  await titles(page).last().scrollIntoViewIfNeeded();
  await expect(page.getByText("100+ tasks")).toBeVisible();
  await titles(page).last().scrollIntoViewIfNeeded();
  await expect(page.getByText("120 tasks")).toBeVisible();
  await expect(titles(page)).toHaveCount(120);
  await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);
});

test("who comes to the end of the list while it is read again gets more once that is done", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await importTasks(ada, apiUrl, 60);
  await follow(page, apiUrl);
  await expect(page.getByText("50+ tasks")).toBeVisible();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(`${apiUrl}/v1/tasks?**`, async (route) => {
    await released;
    await route.continue();
  });
  const reading = page.waitForRequest((request) => request.url().startsWith(`${apiUrl}/v1/tasks?`));
  // Nothing on the list changes by it, so that nothing else has it drawn anew.
  await callApi(ada, `${apiUrl}/v1/tags`, "POST", { name: "home", color: "green" });
  await reading;
  await titles(page).last().scrollIntoViewIfNeeded();
  // Seen by the page before the answer comes: its observers are asked with every frame.
  await page.evaluate(() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))));
  release();
  // Before the page is drawn anew for another reason, which comes after half a minute.
  await expect(page.getByText("60 tasks")).toBeVisible({ timeout: 25_000 });
  await expect(titles(page)).toHaveCount(60);
});

test("what was loaded by scrolling is still there when the server renders the page anew", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await importTasks(ada, apiUrl, 60);
  await follow(page, apiUrl);
  await titles(page).last().scrollIntoViewIfNeeded();
  await expect(page.getByText("60 tasks")).toBeVisible();
  // Nothing that is gone can be read again.
  await page.route(`${apiUrl}/v1/tasks?**`, (route) => route.abort());
  await chooseFromAccountMenu(page, "Dark theme");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await expect(page.getByRole("menuitemradio", { name: "Dark theme" })).toBeChecked();
  await expect(page.getByText("60 tasks")).toBeVisible();
  await expect(titles(page)).toHaveCount(60);
});
