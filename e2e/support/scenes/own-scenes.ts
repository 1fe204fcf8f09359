import { expect } from "@playwright/test";
import { addAuthenticator } from "../authenticator.ts";
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
    name: "palette-no-match",
    open: async ({ page }) => {
      await page.goto("/tasks");
      await keysWork(page);
      await page.keyboard.press("ControlOrMeta+k");
      await page.getByRole("combobox").fill("no such words");
      await expect(page.getByText("No command has these words.")).toBeVisible();
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
    name: "shortcuts-off",
    part: "dialog form:has([name=keys])",
    open: async ({ page }) => {
      await page.goto("/tasks");
      await chooseFromAccountMenu(page, "Keyboard shortcuts");
      await page.getByRole("button", { name: "Switch single keys off" }).click();
      await expect(page.getByText("Keys that are a single character are off.")).toBeVisible();
    },
    close: async ({ page }) => {
      await page.getByRole("button", { name: "Switch single keys on" }).click();
      await expect(page.getByRole("button", { name: "Switch single keys off" })).toBeVisible();
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
  {
    name: "admin-found",
    open: async ({ page, email }) => {
      await page.goto("/admin");
      await page.getByLabel("Email contains").fill(email);
      await page.getByRole("button", { name: "Search" }).click();
      await expect(page.getByText("1 person whose email contains")).toBeVisible();
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
    name: "account-passkey",
    part: "#sign-in-methods",
    open: async ({ page }) => {
      await addAuthenticator(page);
      await page.goto("/account");
      const section = page.getByRole("region", { name: "Other ways to sign in" });
      await section.getByRole("button", { name: "Add a passkey" }).click();
      await section.getByText("Rename", { exact: true }).click();
      await expect(section.getByRole("button", { name: "Save name" })).toBeVisible();
    },
  },
  {
    name: "account-sessions",
    part: "#sessions",
    open: async ({ page, email, password }) => {
      await page.goto("/account");
      // As another device does; this page goes on in the session of that one.
      const status = await page.evaluate(async (body) => {
        const headers = { "content-type": "application/json" };
        return (await fetch("/api/auth/sign-in/email", { method: "POST", headers, body })).status;
      }, JSON.stringify({ email, password }));
      expect(status).toBe(200);
      await page.reload();
      await expect(page.getByRole("button", { name: "Sign out all other devices" })).toBeVisible();
    },
  },
  {
    name: "account-import-refused",
    part: "#data",
    open: async ({ page }) => {
      await page.goto("/account");
      const rows = [{ title: "" }, ...Array.from({ length: 11 }, () => ({ title: "Right", priority: "most" }))];
      const buffer = Buffer.from(JSON.stringify({ tasks: rows }));
      const file = { name: "tasks.json", mimeType: "application/json", buffer };
      await page.getByLabel("Add tasks from a file").setInputFiles(file);
      await page.getByRole("button", { name: "Add them" }).click();
      await expect(page.getByText("Task 1, title")).toBeVisible();
    },
  },
  { name: "account-download-failed", part: "main > [role=alert]", path: "/account?failed=download" },
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
