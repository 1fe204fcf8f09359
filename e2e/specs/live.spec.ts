import type { Page } from "@playwright/test";
import { alertOf } from "../support/enter.ts";
import { expect, test } from "../support/fixtures.ts";
import { chooseFromAccountMenu } from "../support/header.ts";
import { addTask, callApi, follow, taskRow } from "../support/tasks.ts";

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

test("what is done in one tab or on one device shows in the others within 2 s, and in nobody else's", async ({
  newPersona,
  newVisitor,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const laptop = ada.page;
  const tab = await ada.context.newPage();
  const phone = (await newVisitor({ storageState: await ada.context.storageState() })).page;
  for (const page of [laptop, tab, phone, bob.page]) await follow(page, apiUrl);
  const bobs = asked(bob.page, apiUrl);
  const soon = { timeout: 2_000 };

  await phone.getByLabel("New task").fill("Half a thought");
  await addTask(laptop, "Water the plants #home", "Water the plants");
  for (const page of [tab, phone]) await expect(taskRow(page, "Water the plants")).toContainText("home", soon);

  await taskRow(tab, "Water the plants").getByRole("link").focus();
  await tab.keyboard.press("r");
  await tab.keyboard.type("Water all plants");
  await tab.keyboard.press("Enter");
  for (const page of [laptop, phone]) await expect(taskRow(page, "Water all plants")).toBeVisible(soon);
  // Whoever was typing still is.
  await expect(phone.getByLabel("New task")).toBeFocused();
  await expect(phone.getByLabel("New task")).toHaveValue("Half a thought");

  // While the keyboard is in the list, nothing that was changed there leaves it.
  await tab.getByLabel("New task").focus();
  await taskRow(laptop, "Water all plants").getByRole("checkbox").click();
  for (const page of [tab, phone]) await expect(taskRow(page, "Water all plants")).toHaveCount(0, soon);

  await addTask(tab, "Buy seeds");
  await taskRow(tab, "Buy seeds").getByRole("link").focus();
  const { id } = await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title: "Buy soil" });
  for (const page of [laptop, tab, phone]) await expect(taskRow(page, "Buy soil")).toBeVisible(soon);
  await callApi(ada, `${apiUrl}/v1/tasks/${id}`, "DELETE");
  for (const page of [laptop, tab, phone]) await expect(taskRow(page, "Buy soil")).toHaveCount(0, soon);

  // Whoever was at something still is, and nobody is interrupted.
  await expect(taskRow(tab, "Buy seeds").getByRole("link")).toBeFocused();
  await expect(phone.getByLabel("New task")).toBeFocused();
  await expect(phone.getByLabel("New task")).toHaveValue("Half a thought");
  for (const page of [laptop, tab, phone]) await expect(alertOf(page)).toHaveCount(0);
  expect(bobs).toEqual([]);
  await expect(taskRow(bob.page, /Water|Buy/)).toHaveCount(0);
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
  await expect(taskRow(page, "After the cut")).toBeVisible({ timeout: 2_000 });
  await expect(page.getByText("can’t be reached")).toHaveCount(0);
});

test("signing out in one tab leads the others to sign in, where the next person finds only their own", async ({
  newPersona,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  await addTask(ada.page, "Ada's alone");
  const tab = await ada.context.newPage();
  await tab.goto("/tasks?sort=title");
  await expect(taskRow(tab, "Ada's alone")).toBeVisible();
  await chooseFromAccountMenu(ada.page, "Sign out");
  await expect(tab).toHaveURL("/sign-in?next=%2Ftasks%3Fsort%3Dtitle");

  await tab.getByLabel("Email").fill(bob.email);
  await tab.getByLabel("Password", { exact: true }).fill(bob.password);
  await tab.getByRole("button", { name: "Sign in" }).click();
  await expect(tab).toHaveURL("/tasks?sort=title");
  await expect(tab.getByText("Nothing to do yet.")).toBeVisible();
  await expect(taskRow(tab, "Ada's alone")).toHaveCount(0);
});
