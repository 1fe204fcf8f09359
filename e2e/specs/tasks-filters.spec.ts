import type { Request } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { keysWork } from "../support/header.ts";
import { makePersona, type Persona } from "../support/persona.ts";
import { callApi, taskList, taskRow, titles } from "../support/tasks.ts";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** One task for each view, of different priorities; oldest first. */
async function variety(person: Persona, apiUrl: string): Promise<void> {
  await callApi(person, `${apiUrl}/v1/tasks/import`, "POST", {
    tags: [{ name: "home", color: "green" }],
    tasks: [
      { title: "Long ago", dueOn: inDays(-3), priority: "low" },
      { title: "Right now", dueOn: inDays(0), priority: "urgent", tags: ["home"] },
      { title: "Next week", dueOn: inDays(7), priority: "high", tags: ["home"] },
      { title: "Some day", priority: "none" },
      { title: "Finished", status: "done", priority: "medium" },
    ].map((task, at) => ({ ...task, createdAt: new Date(Date.UTC(2026, 0, 1, at)).toISOString() })),
  });
  await person.page.reload();
}

test("each view has its tasks, as a link whose page the server fills; nobody else’s are in it", async ({
  newPersona,
  newVisitor,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  await variety(ada, apiUrl);
  const withoutScripts = { javaScriptEnabled: false, storageState: await ada.context.storageState() };
  const { page: plain } = await newVisitor(withoutScripts);
  for (const [view, expected] of [
    ["Today", ["Long ago", "Right now"]],
    ["Upcoming", ["Next week"]],
    ["Overdue", ["Long ago"]],
    ["No date", ["Some day"]],
    ["Done", ["Finished"]],
    ["Open", ["Some day", "Next week", "Right now", "Long ago"]],
  ] as const) {
    await ada.page.getByRole("link", { name: view, exact: true }).click();
    await expect(ada.page.getByRole("link", { name: view, exact: true })).toHaveAttribute("aria-current", "page");
    await expect(titles(ada.page)).toHaveText(expected);
    await plain.goto(ada.page.url());
    await expect(titles(plain)).toHaveText(expected);
    await bob.page.goto(new URL(ada.page.url()).pathname + new URL(ada.page.url()).search);
    await expect(taskList(bob.page)).toHaveCount(0);
  }
});

test("filters and order stand in the address; Back leads to those before, and all are cleared at once", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await variety(ada, apiUrl);
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("checkbox", { name: "home" }).check();
  await expect(titles(page)).toHaveText(["Next week", "Right now"]);
  await page.getByRole("checkbox", { name: "High" }).check();
  await expect(titles(page)).toHaveText(["Next week"]);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/priority=high/);
  await page.reload();
  await expect(titles(page)).toHaveText(["Next week"]);

  await page.goBack();
  await expect(titles(page)).toHaveText(["Next week", "Right now"]);
  await page.getByRole("button", { name: "Remove tag home" }).click();
  await expect(titles(page)).toHaveCount(4);
  await page.goBack();
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(page).toHaveURL("/tasks");
  await expect(titles(page)).toHaveCount(4);
});

test("sorted by priority, what has none comes last", async ({ newPersona, urls: { apiUrl } }) => {
  const ada = await newPersona("Ada");
  await variety(ada, apiUrl);
  await ada.page.getByRole("button", { name: "Filter" }).click();
  await ada.page.getByLabel("Sort by").selectOption("Priority");
  await expect(titles(ada.page)).toHaveText(["Right now", "Next week", "Long ago", "Some day"]);
  await ada.page.getByLabel("Sort by").selectOption("Due date");
  await expect(titles(ada.page)).toHaveText(["Long ago", "Right now", "Next week", "Some day"]);
});

test("a search waits for a pause in typing, is no step of its own, and says when nothing fits", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await variety(ada, apiUrl);
  const steps = await page.evaluate(() => history.length);
  const asked: string[] = [];
  page.on("request", (request) => {
    const q = new URL(request.url()).searchParams.get("q");
    if (q && request.method() === "GET") asked.push(q);
  });
  await keysWork(page);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  const words = "ERE is no su";
  await page.keyboard.type(words, { delay: 10 });
  await expect(page.getByText("No task fits")).toBeVisible();
  await expect.poll(() => asked.at(-1)).toBe(words);
  // A busy machine may pause by itself, but not at every letter.
  expect(asked.length).toBeLessThan(words.length);
  expect(await page.evaluate(() => history.length)).toBe(steps);
  await page.getByLabel("Search tasks").fill("RIGHT");
  await expect(titles(page)).toHaveText(["Right now"]);
  await expect(page).toHaveURL("/tasks?q=RIGHT");
  await page.getByLabel("Search tasks").fill("nothing");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page.getByLabel("Search tasks")).toHaveValue("");
  await expect(titles(page)).toHaveCount(4);
});

test("what is due today is that in the person’s own time zone", async ({ newVisitor, mailOf, urls }) => {
  // These two are 25 hours apart, so they never have the same day.
  for (const timezoneId of ["Pacific/Kiritimati", "Pacific/Niue"]) {
    const ada = await makePersona(await newVisitor({ timezoneId }), "Ada", urls.webUrl, mailOf);
    const today = new Intl.DateTimeFormat("sv-SE", { timeZone: timezoneId }).format(new Date());
    const tomorrow = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
    for (const dueOn of [today, tomorrow])
      await callApi(ada, `${urls.apiUrl}/v1/tasks`, "POST", { title: dueOn === today ? "Mine" : "Not yet", dueOn });
    await ada.page.goto("/tasks?view=today");
    await expect(titles(ada.page)).toHaveText(["Mine"]);
    await expect(taskRow(ada.page, "Mine").locator("time")).toHaveText("Today");
    await ada.page.getByRole("link", { name: "Upcoming" }).click();
    await expect(titles(ada.page)).toHaveText(["Not yet"]);
  }
});

test("Back shows what the address says, however long the page behind it takes", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  await variety(ada, apiUrl);
  await variety(bob, apiUrl);
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("checkbox", { name: "home" }).check();
  await page.getByRole("checkbox", { name: "High" }).check();
  await expect(titles(page)).toHaveText(["Next week"]);
  await page.reload();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const held = new Set<Request>();
  page.on("requestfinished", (request) => void held.delete(request));
  page.on("requestfailed", (request) => void held.delete(request));
  await page.route(/\/tasks\?.*_rsc=/, async (route) => {
    held.add(route.request());
    await released;
    await route.continue();
  });
  await page.goBack();
  await expect(titles(page)).toHaveText(["Next week", "Right now"]);
  await page.getByRole("button", { name: "Remove tag home" }).click();
  await expect(titles(page)).toHaveCount(4);
  await page.goBack();
  await expect(titles(page)).toHaveText(["Next week", "Right now"]);
  await page.goForward();
  await expect(titles(page)).toHaveCount(4);
  release();
  await page.unrouteAll({ behavior: "wait" });
  // One that Back cuts off has Next load the page anew, and what is pressed meanwhile is lost.
  await expect.poll(() => held.size).toBe(0);
  await page.goBack();
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(page).toHaveURL("/tasks");
  await expect(titles(page)).toHaveCount(4);
});

test("the current view differs from the others also in forced colours", async ({ newPersona }) => {
  const { page } = await newPersona("Ada");
  await page.emulateMedia({ forcedColors: "active" });
  const edge = (name: string) =>
    page
      .getByRole("navigation", { name: "Views" })
      .getByRole("link", { name, exact: true })
      .evaluate((link) => getComputedStyle(link).borderBottomColor);
  expect(await edge("Today")).toBe(await edge("Done"));
  expect(await edge("Open")).not.toBe(await edge("Today"));
});

test("the first filter holds at once, also while the script that shows its chip is on its way", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  // Nothing is loaded ahead.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  await variety(ada, apiUrl);
  await variety(bob, apiUrl);
  await keysWork(page);
  await page.getByRole("button", { name: "Filter" }).click();
  const { promise: late, resolve: come } = Promise.withResolvers<void>();
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await late;
    await route.continue();
  });
  await page.getByRole("checkbox", { name: "High" }).check();
  await expect(titles(page)).toHaveText(["Next week"]);
  await expect(page.getByLabel("New task")).toBeVisible();
  come();
  await expect(page.getByRole("button", { name: "Remove filter High priority" })).toBeVisible();
});
