import { expect, type Locator, type Page } from "@playwright/test";
import { titles } from "../tasks.ts";
import type { Scene, Stage } from "./scene.ts";

const selected = 'section[aria-label="Selected tasks"]';

/** The tasks page of somebody who has none yet. */
export const newcomerScenes: Scene[] = [
  { name: "tasks-first-use", path: "/tasks" },
  { name: "tasks-nothing-today", path: "/tasks?view=today" },
  { name: "insights-first-use", path: "/insights" },
];

/** The tasks page and all that opens on it, of somebody who has tasks and tags. */
export const taskScenes: Scene[] = [
  { name: "tasks", path: "/tasks" },
  {
    name: "tasks-quick-add",
    part: 'ul[aria-label="Read from your text"]',
    open: async ({ page }) => {
      await page.goto("/tasks");
      await page.getByLabel("New task").fill("pay rent tomorrow 9am #home #new !high");
      await expect(page.getByRole("list", { name: "Read from your text" })).toContainText("High");
    },
    close: ({ page }) => page.getByLabel("New task").fill(""),
  },
  {
    name: "tasks-rename",
    part: "li:first-child form",
    open: async ({ page }) => {
      await page.goto("/tasks");
      await page
        .getByRole("button", { name: /^Rename/ })
        .first()
        .click();
    },
  },
  {
    name: "tasks-filter",
    open: async ({ page }) => {
      await page.goto("/tasks");
      await openFilter(page);
      await page.getByRole("checkbox", { name: "High", exact: true }).check();
      await expect(page).toHaveURL(/priority=high/);
    },
  },
  {
    name: "tasks-no-match",
    open: async ({ page }) => {
      await page.goto("/tasks?q=nothing+has+these+words&priority=high");
      await expect(page.getByText("No task fits")).toBeVisible();
    },
  },
  {
    name: "tasks-selected",
    part: selected,
    open: async ({ page }) => {
      await selectAll(page);
    },
  },
  {
    name: "tasks-selected-menu",
    open: async ({ page }) => {
      await selectAll(page);
      await page.getByRole("button", { name: "Tag", exact: true }).click();
      await expect(page.getByRole("menuitem").first()).toBeFocused();
    },
  },
  {
    name: "tag-manager",
    open: async ({ page }) => {
      await page.goto("/tasks");
      await openFilter(page);
      await page.getByRole("button", { name: "Manage tags" }).click();
      await page
        .getByRole("button", { name: /^Delete tag/ })
        .last()
        .click();
      await expect(page.getByRole("button", { name: "Keep" })).toBeFocused();
    },
  },
];

/** Its panel, and how it tells of what was done or can't be done. */
export const taskStateScenes: Scene[] = [
  {
    name: "panel",
    open: async ({ page }) => {
      const panel = await openPanel(page);
      await panel.getByLabel("Description").fill("Ask for **Mr Berg**.\n\n- Since when?\n- Who pays?");
      await panel.getByRole("button", { name: "Preview" }).click();
      await expect(page.getByRole("region", { name: /^Preview/ }).locator("strong")).toBeVisible();
    },
  },
  {
    name: "panel-changed-elsewhere",
    open: async (stage) => {
      const { page } = stage;
      const panel = await openPanel(page);
      await panel.getByLabel("Title").fill("Write to the landlord about the heating");
      await changeElsewhere(stage);
      // It is told at once; or when one saves, if the page wasn't listening yet.
      await expect(async () => {
        const save = panel.getByRole("button", { name: "Save" });
        if (await save.isEnabled()) await save.click({ timeout: 1000 });
        await expect(panel.getByText("changed elsewhere")).toBeVisible({ timeout: 1000 });
      }).toPass();
    },
    close: ({ page }) => page.getByRole("button", { name: "Take theirs" }).click(),
  },
  {
    name: "tasks-undo",
    part: 'div:has(> button:text("Undo"))',
    open: async ({ page }) => {
      await page.goto("/tasks");
      await page
        .getByRole("button", { name: /^Delete / })
        .last()
        .click();
      await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
      // So that it stays while it's looked at.
      await page.getByRole("button", { name: "Undo" }).focus();
    },
  },
  {
    name: "tasks-deleted",
    open: async ({ page }) => {
      await page.goto("/tasks?view=deleted");
      await expect(page.getByRole("button", { name: /^Restore/ }).first()).toBeVisible();
    },
  },
  {
    name: "tasks-deleted-selected",
    part: selected,
    open: async ({ page }) => {
      await page.goto("/tasks?view=deleted");
      await page.getByRole("button", { name: "Select", exact: true }).click();
      await expect(page.locator(selected)).toBeVisible();
    },
  },
  {
    name: "tasks-offline",
    part: 'output:has-text("You’re offline.")',
    open: async ({ page }) => {
      await page.goto("/tasks");
      await page.getByLabel("New task").fill("Typed on the train #home");
      await expect(page.getByRole("list", { name: "Read from your text" })).toBeVisible();
      await page.context().setOffline(true);
      await page.getByLabel("New task").press("Enter");
      await expect(page.getByText("1 change waits")).toBeVisible();
    },
    close: async ({ page }) => {
      await page.context().setOffline(false);
      await expect(page.getByText("Waiting for the network")).toHaveCount(0);
    },
  },
  {
    name: "tasks-api-down",
    part: 'output:has-text("can’t be reached")',
    open: async ({ page, urls: { apiUrl } }) => {
      await page.goto("/tasks");
      await page.context().route(`${apiUrl}/**`, (route) => route.abort());
      await page.getByRole("link", { name: "Overdue" }).click();
      await expect(page.getByText("Your tasks can’t be loaded right now.")).toBeVisible();
      await page.getByLabel("New task").fill("Typed meanwhile");
      await page.getByLabel("New task").press("Enter");
      await expect(page.getByText("wasn’t added")).toBeVisible();
    },
    close: async ({ page, urls: { apiUrl } }) => {
      await page.context().unroute(`${apiUrl}/**`);
      await page.getByLabel("New task").fill("");
    },
  },
];

async function openFilter(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Filter/ }).click();
  await expect(page.getByLabel("Sort by")).toBeVisible();
}

async function selectAll(page: Page): Promise<void> {
  await page.goto("/tasks");
  await page.getByRole("button", { name: "Select", exact: true }).click();
  await page.getByRole("button", { name: "Select all" }).click();
  await expect(page.getByRole("status").filter({ hasText: /^[1-9]\d* selected$/ })).toBeVisible();
}

const word = "landlord";

async function openPanel(page: Page): Promise<Locator> {
  await page.goto(`/tasks?q=${word}`);
  await titles(page).first().click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByLabel("Title")).toHaveValue(/landlord/);
  return panel;
}

/** Changes the task of that panel, as another device of the same person would. */
async function changeElsewhere({ page, urls: { apiUrl } }: Stage): Promise<void> {
  await page.evaluate(
    async ([tasks, q]) => {
      const { token } = await (await fetch("/api/auth/token")).json();
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const { items } = await (await fetch(`${tasks}?q=${q}`, { headers })).json();
      const body = JSON.stringify({ title: "Visit the landlord about the heating", priority: "low" });
      await fetch(`${tasks}/${items[0].id}`, { method: "PATCH", headers, body });
    },
    [`${apiUrl}/v1/tasks`, word] as const,
  );
}
