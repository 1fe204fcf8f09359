import { expect, type Page } from "@playwright/test";
import { keysWork } from "../header.ts";
import { titles } from "../tasks.ts";
import type { Scene, Stage } from "./scene.ts";

const nobody = "00000000-0000-4000-8000-000000000000";

/** The tasks page while something is awaited, and when something isn't there or was refused; of somebody with tasks. */
export const taskTroubleScenes: Scene[] = [
  {
    // Its rows are awaited, where none were before.
    name: "tasks-loading",
    part: 'section[aria-label="Your tasks"]',
    open: async (stage) => {
      await openTasks(stage.page, "?view=done&q=nothing");
      await never(stage, "tasks?*");
      await stage.page.getByRole("link", { name: "Overdue" }).click();
      await expect(stage.page.getByText("Loading your tasks…")).toBeAttached();
    },
    close: (stage) => answer(stage, "tasks?*"),
  },
  {
    // The rows of another view stay until its own are there.
    name: "tasks-stale",
    part: 'ul[aria-label="Tasks"]',
    open: async (stage) => {
      await openTasks(stage.page);
      await never(stage, "tasks?*");
      await stage.page.getByRole("link", { name: "Overdue" }).click();
      await expect(stage.page.getByRole("list", { name: "Tasks", exact: true })).toHaveAttribute("aria-busy", "true");
    },
    close: (stage) => answer(stage, "tasks?*"),
  },
  {
    name: "tasks-not-loaded",
    part: 'section[aria-label="Your tasks"]',
    open: async ({ page }) => {
      await openTasks(page);
      await page.context().setOffline(true);
      await page.getByRole("link", { name: "Overdue" }).click();
      await expect(page.getByText("Not loaded yet: you’re offline.")).toBeVisible();
      await expect(page.getByText("You’re offline.", { exact: false }).last()).toBeVisible();
    },
    close: ({ page }) => page.context().setOffline(false),
  },
  {
    name: "tasks-more-failed",
    part: "div:has(> [role=alert]):has(> button)",
    open: async (stage) => {
      const { page, urls } = stage;
      await openTasks(page);
      await page.route(`${urls.apiUrl}/v1/tasks?*`, async (route) => {
        const request = route.request();
        if (new URL(request.url()).searchParams.has("cursor")) return route.abort();
        // As the browser sends it: Playwright's own would have cookies.
        const list = await (await fetch(request.url(), { headers: request.headers() })).json();
        await route.fulfill({ json: { ...list, nextCursor: "further" } });
      });
      await page.getByRole("link", { name: "Overdue" }).click();
      await expect(page.getByText("The next tasks can’t be loaded right now.")).toBeVisible();
    },
    close: (stage) => answer(stage, "tasks?*"),
  },
  {
    name: "tasks-quick-add-refused",
    part: "form:has(#quick-add-help)",
    open: async ({ page }) => {
      await openTasks(page);
      await page.getByLabel("New task").fill("tomorrow #home");
      await page.getByLabel("New task").press("Enter");
      await expect(page.getByText("Write what needs doing, too.")).toBeVisible();
    },
    close: ({ page }) => page.getByLabel("New task").fill(""),
  },
  {
    name: "tasks-selected-more",
    open: async ({ page }) => {
      await openTasks(page);
      await page.getByRole("button", { name: "Select", exact: true }).click();
      await page.getByRole("button", { name: "Select all" }).click();
      await page.getByRole("button", { name: "More", exact: true }).click();
      await expect(page.getByRole("menuitem").first()).toBeFocused();
    },
  },
  {
    name: "tag-manager-refused",
    open: async ({ page }) => {
      await openTasks(page);
      await page.getByRole("button", { name: /^Filter/ }).click();
      await page.getByRole("button", { name: "Manage tags" }).click();
      await page.getByLabel("New tag").fill("home");
      await page.getByLabel("New tag").press("Enter");
      await expect(page.getByText("“home” wasn’t made")).toBeVisible();
    },
  },
  {
    name: "panel-loading",
    open: async (stage) => {
      await never(stage, "tasks/*");
      await stage.page.goto(`/tasks?task=${nobody}`);
      await expect(stage.page.getByText("Loading the task…")).toBeAttached();
    },
    close: (stage) => answer(stage, "tasks/*"),
  },
  {
    name: "panel-gone",
    open: async ({ page }) => {
      await page.goto(`/tasks?task=${nobody}`);
      await expect(page.getByText("This task isn’t there any more.")).toBeVisible();
    },
  },
  {
    name: "panel-refused",
    part: "dialog form [role=alert]:not(:empty)",
    open: async (stage) => {
      const { page, urls } = stage;
      await openPanel(page);
      await page.route(`${urls.apiUrl}/v1/tasks/*`, (route) =>
        route.request().method() === "PATCH" ? route.abort() : route.fallback(),
      );
      await page.getByLabel("Title", { exact: true }).fill("Never arrives");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("This wasn’t saved")).toBeVisible();
    },
    close: async (stage) => {
      await answer(stage, "tasks/*");
      await stage.page.getByRole("button", { name: "Discard" }).click();
    },
  },
  {
    name: "panel-untitled",
    part: "dialog form > div:has([aria-invalid])",
    open: async ({ page }) => {
      await openPanel(page);
      await page.getByLabel("Title", { exact: true }).fill("");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("Write a title.")).toBeVisible();
    },
    close: ({ page }) => page.getByRole("button", { name: "Discard" }).click(),
  },
  {
    name: "panel-tags",
    part: "dialog div:has(> ul[aria-label='Tags to add'])",
    open: async ({ page }) => {
      await openPanel(page, titles(page).last());
      await page.getByRole("textbox", { name: "Tags" }).fill("err");
      await expect(page.getByRole("button", { name: "Create “err”" })).toBeVisible();
    },
  },
];

/** Opens the page and waits for its scripts: what is clicked before would load another page. */
async function openTasks(page: Page, query = ""): Promise<void> {
  await page.goto(`/tasks${query}`);
  await keysWork(page);
}

async function openPanel(page: Page, title = titles(page).first()): Promise<void> {
  await openTasks(page);
  await title.click();
  await expect(page.getByRole("dialog").getByLabel("Title")).toHaveValue(/\w/);
}

/** What the API is asked for there is never answered, until `answer` says so for what is asked then. */
const never = ({ page, urls: { apiUrl } }: Stage, path: string) => page.route(`${apiUrl}/v1/${path}`, () => {});
const answer = ({ page, urls: { apiUrl } }: Stage, path: string) => page.unroute(`${apiUrl}/v1/${path}`);
