import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { expectAccessible, expectNothingCut } from "../support/guards.ts";
import { chooseFromAccountMenu } from "../support/header.ts";
import { loadAhead } from "../support/load-ahead.ts";
import { addTask, taskRow, titles } from "../support/tasks.ts";

const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test("the theme follows the system until one is chosen, which then holds on every page from the first byte", async ({
  newPersona,
  newVisitor,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page, context } = ada;
  await page.emulateMedia({ colorScheme: "light" });
  const light = await background(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await background(page);
  expect(light).not.toBe(dark);

  await chooseFromAccountMenu(page, "Light theme");
  await expect.poll(() => background(page)).toBe(light);
  await expect
    .poll(async () => (await context.cookies()).find(({ name }) => name === "theme"))
    .toMatchObject({ value: "light", httpOnly: true, sameSite: "Lax" });
  for (const path of ["/tasks", "/token", "/no-such-page"]) {
    expect(await (await context.request.get(path)).text()).toContain('data-theme="light"');
    await page.goto(path);
    expect(await background(page)).toBe(light);
  }

  await page.goto("/tasks");
  await chooseFromAccountMenu(page, "Dark theme");
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(() => background(page)).toBe(dark);
  await expect.poll(async () => (await context.cookies()).find(({ name }) => name === "theme")?.value).toBe("dark");
  await page.reload();
  expect(await background(page)).toBe(dark);
  await page.getByRole("button", { name: /^Account of/ }).click();
  await expect(page.getByRole("menuitemradio", { name: "Dark theme" })).toBeChecked();

  await page.getByRole("menuitemradio", { name: "System theme" }).click();
  await expect.poll(() => background(page)).toBe(light);
  await expect.poll(async () => (await context.cookies()).map(({ name }) => name)).not.toContain("theme");

  await bob.page.emulateMedia({ colorScheme: "dark" });
  expect(await background(bob.page)).toBe(dark);
  const stranger = await newVisitor();
  await stranger.context.addCookies([{ name: "theme", value: '"><script>', url: ada.page.url() }]);
  expect(await (await stranger.context.request.get("/")).text()).not.toContain('data-theme="');
});

test("a theme can be chosen before scripts have loaded", async ({ newPersona, newVisitor }) => {
  const ada = await newPersona("Ada");
  const { context, page } = await newVisitor({
    javaScriptEnabled: false,
    storageState: await ada.context.storageState(),
  });
  await page.goto("/token");
  await chooseFromAccountMenu(page, "Dark theme");
  await expect(page).toHaveURL("/token");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect((await context.cookies()).find(({ name }) => name === "theme")?.value).toBe("dark");
});

test("without a network neither a theme, the keys nor signing out takes the page away, and what waits is sent later", async ({
  newPersona,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page, context } = ada;
  await addTask(page, "Buy bread");
  await loadAhead(page);
  await context.setOffline(true);
  await expect(page.getByText("You’re offline.")).toBeVisible();
  await taskRow(page, "Buy bread").getByRole("checkbox").check();
  await expect(page.getByText("1 change waits")).toBeVisible();
  await chooseFromAccountMenu(page, "Dark theme");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByText("isn’t kept: it didn’t get through")).toBeVisible();
  await expectAccessible(page);
  await expectNothingCut(page);
  await chooseFromAccountMenu(page, "Keyboard shortcuts");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await sheet.getByRole("button", { name: "Switch single keys off" }).click();
  await expect(sheet.getByRole("status")).toContainText(["The keys stay as they are: your choice didn’t get through."]);
  await page.keyboard.press("Escape");
  await chooseFromAccountMenu(page, "Sign out");
  await expect(page.getByText("You’re still signed in")).toBeVisible();
  await expect(page.getByText("1 change waits")).toBeVisible();

  await context.setOffline(false);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByText("You’re still signed in")).toBeHidden();
  await expect(page.getByText("You’re offline.")).toBeHidden();
  await page.goto("/tasks?view=done");
  await expect(taskRow(page, "Buy bread")).toBeVisible();
  expect(await context.request.get("/").then((answer) => answer.text())).not.toContain('data-theme="');
  await bob.page.goto("/tasks?view=done");
  await expect(titles(bob.page)).toHaveCount(0);
});
