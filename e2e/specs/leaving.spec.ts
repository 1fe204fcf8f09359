import type { Page } from "@playwright/test";
import { wholeBrowser } from "../support/browser.ts";
import { expect, test } from "../support/fixtures.ts";
import { chooseFromAccountMenu } from "../support/header.ts";
import { mailbox } from "../support/mailbox.ts";
import { makePersona } from "../support/persona.ts";
import { sql } from "../support/sql.ts";
import { startTestStack } from "../support/stack.ts";
import { addTask, callApi, follow, taskRow, titles } from "../support/tasks.ts";
import { openVisitor } from "../support/visitor.ts";

/** Closes the tab as a person does: the page may ask first, and stays when the answer is no. */
const closeTab = (page: Page) => page.close({ runBeforeUnload: true });

test("who leaves while a change waits is asked first: staying keeps it; with nothing waiting nobody is asked", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page, context } = ada;
  const asked: string[] = [];
  for (const { name, page } of [ada, bob]) {
    await follow(page, apiUrl);
    page.on("dialog", async (dialog) => {
      asked.push(`${name}: ${dialog.type()}`);
      await dialog.dismiss();
    });
  }
  await addTask(bob.page, "Bob's");
  await addTask(page, "Sent before");

  await context.setOffline(true);
  await page.getByLabel("New task").fill("Not sent yet");
  await page.getByLabel("New task").press("Enter");
  await expect(page.getByText("1 change waits")).toBeVisible();
  await closeTab(page);
  await expect.poll(() => asked).toEqual(["Ada: beforeunload"]);
  await expect(taskRow(page, "Not sent yet")).toContainText("Waiting for the network");

  await context.setOffline(false);
  await expect(page.getByText("Waiting for the network")).toHaveCount(0);
  await expect
    .poll(async () => (await callApi(ada, `${apiUrl}/v1/tasks`)).items)
    .toMatchObject([{ title: "Not sent yet" }, { title: "Sent before" }]);
  await expect(titles(bob.page)).toHaveText(["Bob's"]);

  // Without a network as well: it is the change that matters.
  await bob.context.setOffline(true);
  await expect(bob.page.getByText("You’re offline.")).toBeVisible();
  for (const person of [ada, bob]) {
    const closed = person.page.waitForEvent("close");
    await closeTab(person.page);
    await closed;
  }
  expect(asked).toEqual(["Ada: beforeunload"]);
});

test("a session that ends while a panel has unsaved words leads to sign-in by itself, and back to the words; nobody else sees them", async ({
  browser,
  complaints,
}) => {
  // So that the token is renewed while somebody looks on.
  const { webUrl, apiUrl, mailUrl = "", database, stop } = await startTestStack({ ACCESS_TOKEN_LIFE: "6s" });
  const urls = { webUrl, apiUrl, mailUrl, ownerUrl: database.ownerUrl };
  const open = async (name: string, address: string) =>
    makePersona(await openVisitor(browser, urls, { address }, complaints), name, webUrl, (email) =>
      mailbox(mailUrl, email),
    );
  const [ada, bob] = [await open("Ada", "198.19.0.4"), await open("Bob", "198.19.0.5")];
  const { page } = ada;
  const { id } = await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title: "Ada's task" });
  const address = `/tasks?task=${id}`;
  const panel = page.getByRole("dialog", { name: "Ada's task" });
  const endSession = () =>
    sql(
      urls.ownerUrl,
      `update session set expires_at = now() where user_id = (select id from "user" where email = $1)`,
      [ada.email],
    );
  const fillIn = async ({ email, password }: typeof ada) => {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(address);
  };

  await follow(page, apiUrl, address);
  await panel.getByLabel("Description").fill("Half a thought");
  const refused = page.waitForResponse(`${webUrl}/api/auth/token`);
  await endSession();
  expect((await refused).status()).toBe(401);
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(address)}&done=session`);
  await fillIn(ada);
  await expect(panel.getByLabel("Description")).toHaveValue("Half a thought");
  await expect(panel.getByRole("button", { name: "Save" })).toBeEnabled();
  expect(await callApi(ada, `${apiUrl}/v1/tasks/${id}`)).toMatchObject({ description: "" });

  await endSession();
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(address)}&done=session`, { timeout: 30_000 });
  await fillIn(bob);
  await expect(page.getByRole("alert").filter({ hasText: "isn’t there" })).toBeVisible();
  await expect(page.getByText(/Ada's task|Half a thought/)).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);

  for (const { context, proxy } of [ada, bob]) {
    await context.close();
    await proxy.stop();
  }
  await stop();
});

test("after signing out, Back shows nothing of the person, also in a browser that keeps whole pages in memory", async ({
  playwright,
  launchOptions,
  urls,
  mailOf,
  complaints,
}) => {
  const executablePath = wholeBrowser(launchOptions.executablePath);
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    ...(executablePath && { executablePath }),
    // Playwright switches off what every browser has.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  const open = async (name: string, address: string) =>
    makePersona(await openVisitor(browser, urls, { address }, complaints), name, urls.webUrl, mailOf);
  const [ada, bob] = [await open("Ada", "198.19.0.6"), await open("Bob", "198.19.0.7")];
  const shown: string[] = [];
  for (const { name, page } of [ada, bob]) {
    await page.exposeBinding("reportText", (_, text: string) => void shown.push(text));
    await page.addInitScript(tellOfText, `${name}'s task`);
    await page.goto("/.well-known/jwks.json");
    await page.evaluate(() => Object.assign(window, { isKept: true }));
    await page.goto("/tasks");
    await page.evaluate(() => history.back());
    await expect(page).toHaveURL("/.well-known/jwks.json");
    expect(await page.evaluate(() => "isKept" in window)).toBe(true);
    await page.goto("/tasks");
    await addTask(page, `${name}'s task`);
    await page.goto("/insights");
    await expect(page.getByText("1 task open, none of high")).toBeVisible();
  }
  await bob.page.goBack();
  await expect(titles(bob.page)).toHaveText(["Bob's task"]);
  expect(shown).toContain("Bob's task");

  // One page of the history is drawn by scripts only, the two before it were loaded.
  await ada.page.getByRole("link", { name: "Tasks", exact: true }).click();
  await expect(titles(ada.page)).toHaveText(["Ada's task"]);
  await chooseFromAccountMenu(ada.page, "Sign out");
  await expect(ada.page).toHaveURL("/sign-in");
  shown.length = 0;
  for (const page of ["tasks", "insights", "tasks"]) {
    await ada.page.evaluate(() => history.back());
    await expect(ada.page).toHaveURL(`/sign-in?next=%2F${page}`);
    await expect(ada.page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await expect(ada.page.getByText(/task/)).toHaveCount(0);
  }
  expect(shown).toEqual([]);
  await browser.close();
});

/** In the page: reports each time that it comes to show a text, be it drawn or out of the browser's memory. */
function tellOfText(text: string): void {
  const { reportText } = window as unknown as { reportText(text: string): void };
  const look = () => document.body?.textContent.includes(text) && reportText(text);
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  addEventListener("pageshow", look);
}
