import type { Page } from "@playwright/test";
import { alertOf } from "../support/enter.ts";
import { expect, test } from "../support/fixtures.ts";
import { chooseFromAccountMenu, keysWork } from "../support/header.ts";
import { expectFocusKept } from "../support/keyboard.ts";
import { addTask, callApi, follow, taskRow, titles } from "../support/tasks.ts";

/** What the page asks the API for from now on. */
function asked(page: Page, apiUrl: string): string[] {
  const paths: string[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(apiUrl) && request.method() !== "OPTIONS") paths.push(new URL(request.url()).pathname);
  });
  return paths;
}

/** Waits until the stream that the page has open is closed, whoever closes it. */
const endOfStream = (page: Page, apiUrl: string) =>
  page.waitForEvent("requestfailed", (request) => request.url() === `${apiUrl}/v1/events`);

/** Tells the page that its tab went behind another, or came back. */
async function setVisible(page: Page, visible: boolean): Promise<void> {
  await page.evaluate(
    (visibilityState) => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => visibilityState });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    visible ? "visible" : "hidden",
  );
}

test("what is done in one tab or on one device shows in the others at once, and in nobody else's", async ({
  newPersona,
  newVisitor,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const laptop = ada.page;
  const tab = await ada.context.newPage();
  const phone = (await newVisitor({ storageState: await ada.context.storageState() })).page;
  for (const page of [laptop, tab, phone, bob.page]) await follow(page, apiUrl);
  const insights = await ada.context.newPage();
  const stream = insights.waitForResponse(`${apiUrl}/v1/events`);
  await insights.goto("/insights");
  await stream;
  const bobs = asked(bob.page, apiUrl);
  // Before the page is read again for another reason, which comes after half a minute.
  const soon = { timeout: 25_000 };

  await phone.getByLabel("New task").fill("Half a thought");
  await addTask(laptop, "Water the plants #home", "Water the plants");
  for (const page of [tab, phone]) await expect(taskRow(page, "Water the plants")).toContainText("home", soon);
  await expect(insights.getByText("1 task open, none of high")).toBeVisible(soon);

  await taskRow(tab, "Water the plants").getByRole("link").focus();
  await tab.keyboard.press("r");
  await tab.keyboard.type("Water all plants");
  await tab.keyboard.press("Enter");
  for (const page of [laptop, phone]) await expect(taskRow(page, "Water all plants")).toBeVisible(soon);
  // Whoever was typing still is.
  await expect(phone.getByLabel("New task")).toBeFocused();
  await expect(phone.getByLabel("New task")).toHaveValue("Half a thought");

  await taskRow(laptop, "Water all plants").getByRole("checkbox").click();
  await expect(taskRow(phone, "Water all plants")).toHaveCount(0, soon);
  // What was changed here doesn't move while the keyboard is in the list, but says what holds.
  await expect(taskRow(tab, "Water all plants").getByRole("checkbox")).toBeChecked(soon);
  await expect(insights.getByText("1 task done")).toBeVisible(soon);
  await laptop.getByRole("link", { name: "Done" }).click();
  await taskRow(laptop, "Water all plants")
    .getByRole("button", { name: /^Delete/ })
    .click();
  await expect(taskRow(tab, "Water all plants")).toHaveCount(0, soon);
  await expectFocusKept(tab);

  await addTask(phone, "Buy bread");
  await addTask(phone, "Buy milk");
  await taskRow(tab, "Buy milk").getByRole("link").focus();
  await taskRow(phone, "Buy milk")
    .getByRole("button", { name: /^Delete/ })
    .click();
  await expect(taskRow(tab, "Buy milk")).toHaveCount(0, soon);
  // Whoever was in the list still is.
  await expect(taskRow(tab, "Buy bread").locator(":focus")).toBeVisible();
  for (const page of [tab, insights]) await expect(alertOf(page)).toHaveCount(0);
  expect(bobs).toEqual([]);
  await expect(taskRow(bob.page, /Water|Buy/)).toHaveCount(0);
});

test("a title that was changed elsewhere is kept when one leaves it without having written anything", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  for (const person of [ada, bob]) await callApi(person, `${apiUrl}/v1/tasks`, "POST", { title: "Pay rent" });
  await follow(page, apiUrl);
  const requests = asked(page, apiUrl);
  const { id } = (await callApi(ada, `${apiUrl}/v1/tasks`)).items[0];
  await page.getByRole("button", { name: "Rename Pay rent" }).click();
  await callApi(ada, `${apiUrl}/v1/tasks/${id}`, "PATCH", { title: "Pay the rent" });
  await expect(page.getByLabel("Title of Pay the rent")).toBeFocused();
  // What is done next would reach the API after it.
  await addTask(page, "Next");
  await expect(titles(page)).toHaveText(["Next", "Pay the rent"]);
  expect(requests).not.toContain(`/v1/tasks/${id}`);
  expect(await callApi(ada, `${apiUrl}/v1/tasks/${id}`)).toMatchObject({ title: "Pay the rent" });
  expect((await callApi(bob, `${apiUrl}/v1/tasks`)).items).toMatchObject([{ title: "Pay rent" }]);
});

test("a tab is told of changes only while it is visible, and reads what it missed when it is again", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  const inFront = await ada.context.newPage();
  for (const tab of [page, inFront]) await follow(tab, apiUrl);
  const ended = endOfStream(page, apiUrl);
  await setVisible(page, false);
  await ended;
  const requests = asked(page, apiUrl);
  await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title: "Meanwhile" });
  // Whoever is told has shown it by now.
  await expect(taskRow(inFront, "Meanwhile")).toBeVisible();
  expect(requests).toEqual([]);
  await expect(taskRow(page, "Meanwhile")).toHaveCount(0);
  await setVisible(page, true);
  await expect(taskRow(page, "Meanwhile")).toBeVisible();
  expect(requests).toContain("/v1/events");
});

test("a stream that was cut is opened again by itself, and what was missed is read", async ({
  newPersona,
  newVisitor,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page, proxy } = ada;
  const elsewhere = { ...ada, context: (await newVisitor()).context };
  await follow(page, apiUrl);
  const ended = endOfStream(page, apiUrl);
  proxy.cut(apiUrl);
  await ended;
  await callApi(elsewhere, `${apiUrl}/v1/tasks`, "POST", { title: "While it was cut" });
  await expect(taskRow(page, "While it was cut")).toHaveCount(0);

  proxy.mend(apiUrl);
  await expect(taskRow(page, "While it was cut")).toBeVisible();
  await callApi(elsewhere, `${apiUrl}/v1/tasks`, "POST", { title: "After the cut" });
  await expect(taskRow(page, "After the cut")).toBeVisible({ timeout: 25_000 });
  await expect(page.getByText("can’t be reached")).toHaveCount(0);
});

test("who was offline is told of changes again as soon as the network is back", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page, proxy, context } = ada;
  await page.clock.install();
  await follow(page, apiUrl);
  // No time passes, so that nothing is tried again because of it.
  await page.clock.pauseAt(Date.now() + 10_000);
  const requests = asked(page, apiUrl);
  const ended = endOfStream(page, apiUrl);
  await context.setOffline(true);
  proxy.cut(apiUrl);
  await ended;
  proxy.mend(apiUrl);
  expect(requests).not.toContain("/v1/events");
  const again = page.waitForResponse(`${apiUrl}/v1/events`);
  await context.setOffline(false);
  expect((await again).status()).toBe(200);
  await page.clock.resume();
  await callApi(bob, `${apiUrl}/v1/tasks`, "POST", { title: "Bob's" });
  await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title: "Back again" });
  await expect(titles(page)).toHaveText(["Back again"]);
});

test("signing out in one tab leads the others to sign in, where the next person finds only their own", async ({
  newPersona,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  await addTask(ada.page, "Ada's alone");
  const tab = await ada.context.newPage();
  await tab.goto("/tasks?sort=title");
  await expect(taskRow(tab, "Ada's alone")).toBeVisible();
  await keysWork(tab);
  await tab.getByLabel("New task").fill("Ada's half a thought");
  await chooseFromAccountMenu(ada.page, "Sign out");
  await expect(tab).toHaveURL("/sign-in?next=%2Ftasks%3Fsort%3Dtitle&done=session");

  await tab.getByLabel("Email").fill(bob.email);
  await tab.getByLabel("Password", { exact: true }).fill(bob.password);
  await tab.getByRole("button", { name: "Sign in" }).click();
  await expect(tab).toHaveURL("/tasks?sort=title");
  await expect(tab.getByText("Nothing to do yet.")).toBeVisible();
  await expect(taskRow(tab, "Ada's alone")).toHaveCount(0);
  await expect(tab.getByLabel("New task")).toHaveValue("");
  await expect.poll(() => tab.evaluate(() => sessionStorage.length)).toBe(0);
});

test("a page keeps its title while what the server drew on it is read anew", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const people = [await newPersona("Ada"), await newPersona("Bob")];
  for (const { page } of people) {
    const stream = page.waitForResponse(`${apiUrl}/v1/events`);
    await page.goto("/insights");
    await stream;
    await page.evaluate(() => {
      const seen = [document.title];
      Object.assign(window, { seen });
      new MutationObserver(() => seen.push(document.title)).observe(document, { childList: true, subtree: true });
    });
  }
  for (const [at, person] of people.entries()) {
    for (let count = 1; count <= 3 + at; count += 1) {
      await callApi(person, `${apiUrl}/v1/tasks`, "POST", { title: `Task ${count}` });
      const words = `${count === 1 ? "1 task" : `${count} tasks`} open, none of high`;
      await expect(person.page.getByText(words)).toBeVisible();
    }
    const seen = await person.page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    expect(seen.length).toBeGreaterThan(3);
    expect(new Set(seen)).toEqual(new Set(["Insights · Claimcheck"]));
  }
});
