import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { chooseFromAccountMenu, keysWork } from "../support/header.ts";

const palette = (page: Page) => page.getByRole("dialog", { name: "Command palette" });
const help = (page: Page) => page.getByRole("dialog", { name: "Keyboard shortcuts" });

test("two keys in a row go to a page, and its heading has the focus", async ({ newPersona }) => {
  const { page } = await newPersona("Ada");
  await keysWork(page);
  await page.keyboard.type("gi");
  await expect(page).toHaveURL("/insights");
  await expect(page.getByRole("heading", { level: 1, name: "Insights" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Insights" })).toHaveAttribute("aria-current", "page");
  await page.keyboard.type("gt");
  await expect(page).toHaveURL("/tasks");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

test("single keys do nothing while one types, in a dialog, or with Ctrl", async ({ newPersona }) => {
  const { page } = await newPersona("Ada");
  await keysWork(page);
  await page.getByLabel("New task").fill("");
  await page.getByLabel("New task").pressSequentially("g i?");
  await expect(page.getByLabel("New task")).toHaveValue("g i?");
  await expect(help(page)).toHaveCount(0);
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+?");
  await expect(help(page)).toHaveCount(0);

  // Nor while a dialog is still on its way.
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  await page.route("**/_next/static/**", (route) => held.then(() => route.continue()));
  await page.keyboard.press("?");
  await page.keyboard.type("gi");
  letGo();
  await expect(help(page)).toBeVisible();
  await page.keyboard.type("gi");
  await page.keyboard.press("Escape");
  await expect(help(page)).toHaveCount(0);
  await expect(page).toHaveURL("/tasks");
});

test("the help sheet names every shortcut; single keys can be switched off there, for good, and the others stay", async ({
  newPersona,
}) => {
  const [{ page }, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  await keysWork(page);
  await page.keyboard.press("?");
  await expect(help(page)).toMatchAriaSnapshot(`
    - dialog "Keyboard shortcuts":
      - heading "Keyboard shortcuts" [level=2]
      - button "Close"
      - heading "Everywhere" [level=3]
      - term: Open the command palette
      - definition: Ctrl K
  `);
  expect(await help(page).getByRole("term").count()).toBeGreaterThan(15);
  await help(page).getByRole("button", { name: "Switch single keys off" }).click();
  await expect(help(page).getByRole("button", { name: "Switch single keys on" })).toBeVisible();
  await page.reload();
  await keysWork(page);
  await page.keyboard.type("?gi");
  await page.keyboard.press("Control+k");
  await expect(palette(page)).toBeVisible();
  await expect(help(page)).toHaveCount(0);
  await page.keyboard.press("Escape");
  expect(page.url()).toContain("/tasks");

  await chooseFromAccountMenu(page, "Keyboard shortcuts");
  await help(page).getByRole("button", { name: "Switch single keys on" }).click();
  await expect(help(page).getByRole("button", { name: "Switch single keys off" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.type("gi");
  await expect(page).toHaveURL("/insights");

  await keysWork(bob.page);
  await bob.page.keyboard.press("?");
  await expect(help(bob.page)).toBeVisible();
});

test("the palette finds a command by its words and does it, all by keyboard", async ({ newPersona }) => {
  const { page } = await newPersona("Ada");
  await keysWork(page);
  await page.getByLabel("New task").focus();
  await page.keyboard.press("Control+k");
  const input = palette(page).getByRole("combobox");
  await expect(input).toBeFocused();
  await page.keyboard.type("dark th");
  await expect(palette(page).getByRole("option")).toHaveText([/Dark theme/]);
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByLabel("New task")).toBeFocused();

  await page.getByRole("button", { name: "Command palette" }).click();
  await expect(input).toBeFocused();
  await page.keyboard.type("page");
  await page.keyboard.press("ArrowUp");
  await expect(palette(page).getByRole("option", { selected: true })).toHaveText(/Token/);
  await expect(input).toHaveAttribute("aria-activedescendant", /./);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/token");

  await page.keyboard.press("Control+k");
  await expect(input).toBeFocused();
  await page.keyboard.type("no such command");
  await expect(palette(page).getByText("No command has these words.")).toBeVisible();
  await input.fill("sign out");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/sign-in");
});
