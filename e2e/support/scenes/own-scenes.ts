import { expect } from "@playwright/test";
import { chooseFromAccountMenu, keysWork } from "../header.ts";
import { newEmail } from "../persona.ts";
import type { Scene } from "./scene.ts";

/** What else somebody sees who is signed in and an administrator. */
export const ownScenes: Scene[] = [
  { name: "insights", path: "/insights" },
  {
    name: "insights-tables",
    part: "figure:last-of-type",
    open: async ({ page }) => {
      await page.goto("/insights");
      for (const summary of await page.locator("summary").all()) await summary.click();
    },
  },
  {
    name: "palette",
    open: async ({ page }) => {
      await page.goto("/tasks");
      await keysWork(page);
      await page.keyboard.press("ControlOrMeta+k");
      await expect(page.getByRole("combobox")).toBeFocused();
    },
  },
  {
    name: "shortcuts",
    open: async ({ page }) => {
      await page.goto("/tasks");
      await chooseFromAccountMenu(page, "Keyboard shortcuts");
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  {
    name: "account-menu",
    open: async ({ page }) => {
      await page.goto("/tasks");
      await page.getByRole("button", { name: /^Account of/ }).click();
      await expect(page.getByRole("menuitem", { name: "Account" })).toBeFocused();
    },
  },
  { name: "not-found-signed-in", path: "/no-such-page" },
  { name: "token", path: "/token" },
  {
    name: "token-refused",
    part: "section:last-of-type h2",
    open: async ({ page }) => {
      await page.goto("/token");
      await page.getByRole("button", { name: "Send it tampered" }).click();
      await expect(page.getByText("Sent tampered: 401")).toBeVisible();
    },
  },
  { name: "admin", part: "search", path: "/admin" },
  {
    name: "admin-question",
    part: "fieldset:has([aria-expanded=true])",
    open: async ({ page }) => {
      await page.goto("/admin");
      await page.getByRole("button", { name: "Disable" }).first().click();
      await expect(page.getByRole("button", { name: /^Yes, disable/ })).toBeVisible();
    },
  },
];

/** The account page, of somebody who has a password. */
export const accountScenes: Scene[] = [
  { name: "account", path: "/account" },
  {
    name: "account-under-way",
    part: "#email",
    open: async ({ page, password }) => {
      await page.goto("/account");
      const section = page.getByRole("region", { name: "Email", exact: true });
      await section.getByLabel("New email").fill(newEmail("Countess"));
      await section.getByLabel("Your password", { exact: true }).fill(password);
      await section.getByRole("button", { name: "Change email" }).click();
      await expect(section.getByText("We sent a mail")).toBeVisible();
    },
  },
  {
    name: "account-delete",
    open: async ({ page }) => {
      await page.goto("/account");
      await page.getByRole("button", { name: "Delete my account" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete everything" }).click();
      await expect(page.getByLabel("Type your email to confirm")).toBeFocused();
    },
  },
];

/** A page that breaks: an answer that no code is made for. */
export const errorScene: Scene = {
  name: "error",
  open: async ({ page, urls: { apiUrl } }) => {
    await page.goto("/tasks");
    await page.route(`${apiUrl}/v1/tasks?*`, (route) => route.fulfill({ json: { items: [null], nextCursor: null } }));
    await page.getByRole("link", { name: "Upcoming" }).click();
    await expect(page.getByRole("heading", { name: "Something failed on our side" })).toBeVisible();
  },
  close: ({ page, urls: { apiUrl } }) => page.unroute(`${apiUrl}/v1/tasks?*`),
};
