import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { keysWork } from "../support/header.ts";
import { addTask, callApi, taskRow } from "../support/tasks.ts";

/** Lets no script through but those that the page's HTML asks for, until told to. Gives how to. */
async function holdBackLaterScripts(page: Page): Promise<() => void> {
  let isClosed = true;
  let html = "";
  page.on("response", async (response) => {
    if (response.request().isNavigationRequest()) html = await response.text();
  });
  await page.route("**/_next/static/chunks/*.js*", (route) => {
    const { pathname } = new URL(route.request().url());
    return isClosed && html && !html.includes(pathname) ? route.abort() : route.continue();
  });
  return () => {
    isClosed = false;
  };
}

test("a script that can’t be loaded takes nothing off the page, is told of where somebody asked for it, and is asked for again", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  await addTask(page, "Read me");
  const letThrough = await holdBackLaterScripts(page);
  await page.goto("/tasks");
  await keysWork(page);

  const refusal = page.getByRole("alert").filter({ hasText: "That can’t be loaded right now. Try again in a moment." });
  await page.keyboard.press("Control+k");
  await expect(refusal).toBeVisible();
  await page.getByRole("link", { name: "Read me" }).click();
  // The page is all there, and works.
  await addTask(page, "Added meanwhile");

  letThrough();
  await expect(page.getByRole("dialog", { name: "Read me" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  await expect(refusal).toHaveCount(0);
  await page.keyboard.press("Escape");
  // The stream of changes, whose script didn't come either.
  await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title: "From the phone" });
  await callApi(bob, `${apiUrl}/v1/tasks`, "POST", { title: "Bob’s" });
  await expect(taskRow(page, "From the phone")).toBeVisible();
  await expect(taskRow(page, "Bob’s")).toHaveCount(0);
});
