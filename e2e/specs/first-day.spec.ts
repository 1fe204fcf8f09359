import type { Locator } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { keysWork } from "../support/header.ts";
import { expectFocusKept, tabTo, watchForPointer } from "../support/keyboard.ts";
import { newEmail } from "../support/persona.ts";
import { taskRow, titles } from "../support/tasks.ts";

test("a first day by the keyboard alone: from signing up to signing out, and the focus is never lost", async ({
  newVisitor,
  newPersona,
  mailOf,
  complaints,
}) => {
  const bob = await newPersona("Bob");
  const { page } = await newVisitor();
  await watchForPointer(page, (what) => complaints.push(what));
  const { keyboard } = page;
  const press = async (goal: Locator, key = "Enter", by: "Tab" | "Shift+Tab" = "Tab") => {
    await tabTo(page, goal, by);
    await keyboard.press(key);
  };
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const inFocus = (title: string) => expect(taskRow(page, title).locator(":focus")).toHaveCount(1);
  const email = newEmail("Ada");

  await test.step("signs up and follows the mailed link", async () => {
    await page.goto("/");
    await press(page.getByRole("link", { name: "Create account" }));
    await expect(page).toHaveURL("/sign-up");
    await tabTo(page, page.getByLabel("Name"));
    await keyboard.type("Ada");
    await keyboard.press("Tab");
    await keyboard.type(email);
    await tabTo(page, page.getByLabel("Password", { exact: true }));
    await keyboard.type("a few words are better");
    await keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
    await page.goto(await mailOf(email).link(/confirm your address/i));
    await expect(page).toHaveURL("/tasks");
    await keysWork(page);
  });

  await test.step("goes past the header, takes the sample tasks", async () => {
    await keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
    await keyboard.press("Enter");
    await keyboard.press("Tab");
    await expect(page.getByLabel("New task")).toBeFocused();
    await press(button("Add sample tasks"));
    await expect(titles(page)).toHaveCount(7);
    await expectFocusKept(page);
  });

  await test.step("adds a task with a date, a tag and a priority, one of which isn't meant", async () => {
    await keyboard.press("c");
    await keyboard.type("Pay rent tomorrow 9am #home !high");
    const chips = page.getByRole("list", { name: "Read from your text" });
    await expect(chips.getByRole("listitem")).toHaveText(["Due Tomorrow 9:00", "home", "High priority"]);
    await press(button("Keep “#home” in the title"), "Space");
    await expect(page.getByLabel("New task")).toBeFocused();
    await expect(chips.getByRole("listitem")).toHaveText(["Due Tomorrow 9:00", "High priority"]);
    await keyboard.press("Enter");
    await expect(page.getByLabel("New task")).toHaveValue("");
    await expect(page.getByLabel("New task")).toBeFocused();
    await expect(taskRow(page, "Pay rent #home")).toContainText("Tomorrow 9:00");
    // The keys leave out what the API hasn't confirmed yet.
    await expect(taskRow(page, "Pay rent #home").getByRole("link")).toBeVisible();
  });

  await test.step("completes it, takes that back, renames it, writes a description", async () => {
    await keyboard.press("Shift+Tab");
    await keyboard.press("j");
    await inFocus("Pay rent #home");
    await keyboard.press("d");
    await expect(taskRow(page, "Pay rent #home").getByRole("checkbox")).toBeChecked();
    await keyboard.press("Control+z");
    await expect(taskRow(page, "Pay rent #home").getByRole("checkbox")).not.toBeChecked();
    await keyboard.press("r");
    await expect(page.getByLabel("Title of Pay rent #home")).toBeFocused();
    await keyboard.type("Pay the rent");
    await keyboard.press("Enter");
    await inFocus("Pay the rent");
    await keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "Pay the rent" });
    await expect(panel.getByLabel("Title")).toBeFocused();
    await tabTo(page, panel.getByLabel("Description"));
    await keyboard.type("To the **new** account");
    await press(panel.getByRole("button", { name: "Save" }));
    await expect(panel).toHaveCount(0);
    await inFocus("Pay the rent");
    await expect(taskRow(page, "Pay the rent")).toContainText("Notes");
  });

  await test.step("filters and searches", async () => {
    await press(button("Filter"), "Enter", "Shift+Tab");
    await press(page.getByRole("checkbox", { name: "High", exact: true }), "Space");
    await expect(page).toHaveURL(/priority=high/);
    await keyboard.press("Escape");
    await expect(button("Filter (1)")).toBeFocused();
    await expect(titles(page)).toHaveText(["Pay the rent", "Look around: open me"]);
    await press(button("Remove filter High priority"));
    await expect(titles(page)).toHaveCount(8);
    await expectFocusKept(page);
    await keyboard.press("/");
    await keyboard.type("heating");
    await expect(titles(page)).toHaveText(["Call the landlord about the heating"]);
    await keyboard.press("Control+a");
    await keyboard.press("Delete");
    await expect(titles(page)).toHaveCount(8);
  });

  await test.step("selects several, deletes them, has them back", async () => {
    await keyboard.press("Shift+Tab");
    await keyboard.press("j");
    await keyboard.press("j");
    const [second = "", third = ""] = (await titles(page).allTextContents()).slice(1);
    await keyboard.press("x");
    await keyboard.press("j");
    await keyboard.press("x");
    const bar = page.getByRole("region", { name: "Selected tasks" });
    await expect(bar.getByRole("status")).toHaveText("2 selected");
    await press(bar.getByRole("button", { name: "Delete" }));
    await expect(titles(page)).toHaveCount(6);
    await expect(bar).toHaveCount(0);
    await expectFocusKept(page);
    await press(button("Undo"));
    await expect(titles(page)).toHaveCount(8);
    await inFocus("Pay the rent");
    for (const title of [second, third]) await expect(taskRow(page, title)).toBeVisible();
  });

  await test.step("looks at the shortcuts, goes by the palette to insights and opens a table", async () => {
    await keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await keyboard.press("Escape");
    await expectFocusKept(page);
    await keyboard.press("Control+k");
    await expect(page.getByRole("combobox")).toBeFocused();
    await keyboard.type("insights");
    await keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Insights" })).toBeFocused();
    await press(page.getByText("The numbers as a table").last());
    await expect(page.getByRole("row", { name: "High 2" })).toBeVisible();
  });

  await test.step("changes the name and the theme, signs out", async () => {
    await keyboard.type("ga");
    await expect(page.getByRole("heading", { level: 1, name: "Account" })).toBeFocused();
    await tabTo(page, page.getByLabel("Name", { exact: true }));
    await keyboard.type("Countess");
    await keyboard.press("Enter");
    await expect(page.getByText("Your name is changed.")).toBeVisible();
    await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
    const menu = page.getByRole("button", { name: "Account of Countess" });
    await press(menu, "Enter", "Shift+Tab");
    await expect(page.getByRole("menuitem", { name: "Account" })).toBeFocused();
    for (const _ of ["Keyboard shortcuts", "System", "Light", "Dark"]) await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(menu).toBeFocused();
    await keyboard.press("Enter");
    await expect(page.getByRole("menuitem", { name: "Account" })).toBeFocused();
    await keyboard.press("End");
    await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeFocused();
    await keyboard.press("Enter");
    await expect(page).toHaveURL("/sign-in");
  });

  await bob.page.reload();
  await expect(bob.page.getByText("Nothing to do yet")).toBeVisible();
});
