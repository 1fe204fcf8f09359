import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { expectAccessible } from "../support/guards.ts";
import { keysWork } from "../support/header.ts";
import { callApi, five, taskRow, titles } from "../support/tasks.ts";

/** Holds changes of single tasks back until they are let go. */
async function holdChanges(page: Page, apiUrl: string): Promise<() => void> {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  await page.route(`${apiUrl}/v1/tasks/*`, async (route) => {
    if (route.request().method() === "PATCH") await held;
    await route.fallback();
  });
  return letGo;
}

for (const [name, open] of [
  ["Stays", (page: Page) => page.getByRole("link", { name: "Stays" }).click()],
  ["Command palette", (page: Page) => page.keyboard.press("Control+k")],
  ["Keyboard shortcuts", (page: Page) => page.keyboard.press("?")],
] as const) {
  test(`a change that is refused while a window is open is told and dismissed in the window: ${name}`, async ({
    newPersona,
    urls: { apiUrl },
  }) => {
    const ada = await newPersona("Ada");
    const { page } = ada;
    await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title: "Stays" });
    const { id } = await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title: "Gone elsewhere" });
    // Or it would be gone from the list before anybody can change it.
    await page.route(`${apiUrl}/v1/events`, (route) => route.abort());
    await page.reload();
    await keysWork(page);
    await callApi(ada, `${apiUrl}/v1/tasks/${id}`, "DELETE");
    const letGo = await holdChanges(page, apiUrl);
    await taskRow(page, "Gone elsewhere").getByRole("checkbox").click();
    await open(page);
    const dialog = page.getByRole("dialog", { name });
    const undo = dialog.getByRole("button", { name: "Undo" });
    await expect(undo).toBeVisible();
    await undo.focus();
    await expect(undo).toBeFocused();

    // A screen reader tells what comes into an alert that was there before.
    const alerts = await dialog.getByRole("alert").all();
    const regions = await Promise.all(alerts.map((alert) => alert.elementHandle()));
    letGo();
    const alert = dialog.getByRole("alert").filter({ hasText: "“Gone elsewhere” wasn’t changed" });
    await expect(alert).toBeVisible();
    const told = await Promise.all(regions.map((region) => region?.textContent()));
    expect(told.join()).toContain("wasn’t changed");
    await expectAccessible(page);
    const dismiss = alert.getByRole("button", { name: "Dismiss" });
    await dismiss.focus();
    // Whoever came by keyboard isn't left without a place when the button goes.
    for (const key of ["Shift+Tab", "Tab", "Enter"]) await page.keyboard.press(key);
    await expect(alert).toHaveCount(0);
    await expect(dialog).toBeVisible();
    await expect.poll(() => dialog.evaluate((box) => box.contains(document.activeElement))).toBe(true);
    await page.keyboard.press("Escape");
    await expect(titles(page)).toHaveText(["Stays"]);
  });
}

test("that there is no network is told in an open window, too", async ({ newPersona, urls: { apiUrl } }) => {
  const ada = await newPersona("Ada");
  const { page, context } = ada;
  await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title: "Read me" });
  await page.reload();
  await keysWork(page);
  await page.getByRole("link", { name: "Read me" }).click();
  const panel = page.getByRole("dialog", { name: "Read me" });
  await expect(panel.getByLabel("Title")).toHaveValue("Read me");
  await context.setOffline(true);
  await expect(panel.getByText("You’re offline.")).toBeVisible();
  await expect(panel.getByRole("button", { name: "Save" })).toBeInViewport();
  await expectAccessible(page);
  await context.setOffline(false);
  await expect(page.getByText("You’re offline.")).toHaveCount(0);
});

test("what was done on one page can be undone on the next, and what is refused is told there, to nobody else", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  for (const person of [ada, bob]) {
    for (const title of ["Keep me", "Gone elsewhere"]) await callApi(person, `${apiUrl}/v1/tasks`, "POST", { title });
    await person.page.route(`${apiUrl}/v1/events`, (route) => route.abort());
    await person.page.reload();
  }
  const { page } = ada;
  const titlesOf = async (person: typeof ada) =>
    (await callApi(person, `${apiUrl}/v1/tasks`)).items.map(({ title }: { title: string }) => title);
  const { items } = await callApi(ada, `${apiUrl}/v1/tasks?q=elsewhere`);
  await callApi(ada, `${apiUrl}/v1/tasks/${items[0].id}`, "DELETE");
  const goTo = async (name: string) => {
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeFocused();
  };

  await taskRow(page, "Keep me").getByRole("link").focus();
  await page.keyboard.press("Delete");
  await expect.poll(() => titlesOf(ada)).toEqual([]);
  await goTo("Insights");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => titlesOf(ada)).toEqual(["Keep me"]);
  await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);

  await goTo("Tasks");
  await expect(taskRow(page, "Keep me")).toBeVisible();
  const letGo = await holdChanges(page, apiUrl);
  await taskRow(page, "Keep me").getByRole("checkbox").click();
  await callApi(ada, `${apiUrl}/v1/tasks/${(await callApi(ada, `${apiUrl}/v1/tasks`)).items[0].id}`, "DELETE");
  await goTo("Insights");
  letGo();
  const alert = page.getByRole("alert").filter({ hasText: "“Keep me” wasn’t changed" });
  await alert.getByRole("button", { name: "Dismiss" }).click();
  await expect(alert).toHaveCount(0);

  await expect(titles(bob.page)).toHaveText(["Gone elsewhere", "Keep me"]);
  await expect(bob.page.getByRole("alert").filter({ hasText: "wasn’t" })).toHaveCount(0);
});

test("the keys undo the last thing or nothing: after one that can’t be undone, what was before is left to its button", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  for (const person of [ada, bob]) await five(person, apiUrl);
  await page.getByRole("button", { name: "Delete Task C" }).click();
  const undo = page.getByRole("button", { name: "Undo" });
  await undo.hover();
  await expect(page.getByRole("link", { name: "Task B" })).toBeFocused();
  await page.keyboard.press("r");
  await page.keyboard.type("Task X");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Saved “Task X”" })).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+z");
  await undo.click();
  await expect(titles(page)).toHaveText(["Task E", "Task D", "Task C", "Task X", "Task A"]);
  const { items } = await callApi(bob, `${apiUrl}/v1/tasks`);
  expect(items.map(({ title }: { title: string }) => title)).toEqual(
    ["E", "D", "C", "B", "A"].map((at) => `Task ${at}`),
  );
});
