import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { callApi } from "../support/tasks.ts";

const day = 86_400_000;
const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const inWords = (at: number) =>
  new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).format(at);

/** A number on the page: what it counts is its heading. */
const ticket = (page: Page, words: string): Locator =>
  page.locator("section", { has: page.getByRole("heading", { name: words }) }).locator("p:not(:has(a))");
const row = (page: Page, figure: string, name: RegExp): Locator =>
  page.locator("figure", { has: page.getByRole("heading", { name: figure }) }).getByRole("row", { name });

test("insights count one’s own tasks by the days of one’s time zone, in charts with a table behind each, without a script", async ({
  newPersona,
  newVisitor,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  // Half past twelve, universal time: the next day has begun in Auckland, and not in Los Angeles.
  const noon = Math.floor(Date.now() / day) * day - 3 * day + 12.5 * 3_600_000;
  const done = (at: number) => ({ title: "Done", status: "done", completedAt: new Date(at).toISOString() });
  const open = (priority: string, days?: number) => ({
    title: "Open",
    priority,
    dueOn: days === undefined ? null : dateOf(Date.now() + days * day),
  });
  const give = (person: typeof ada, tasks: object[]) => callApi(person, `${apiUrl}/v1/tasks/import`, "POST", { tasks });
  await give(ada, [done(noon), done(noon), done(noon - 3 * day), done(noon - 30 * day)]);
  await give(ada, [open("urgent", -5), open("urgent", -2), open("high", 3), open("none", 20), open("none")]);
  await give(bob, [done(noon), open("low", 2)]);

  const withoutScripts = async ({ context }: typeof ada, timeZone: string) => {
    const storageState = await context.storageState();
    const visitor = await newVisitor({ javaScriptEnabled: false, storageState });
    await visitor.context.addCookies([{ name: "tz", value: encodeURIComponent(timeZone), url: ada.page.url() }]);
    await visitor.page.goto("/insights");
    return visitor.page;
  };
  for (const [timeZone, ahead] of [
    ["Pacific/Auckland", day],
    ["America/Los_Angeles", 0],
  ] as const) {
    const page = await withoutScripts(ada, timeZone);
    await expect(ticket(page, "Overdue")).toHaveText(["2", "not done, and their day is over."]);
    await expect(ticket(page, "Due soon")).toHaveText(["1", "today or in the six days after."]);
    await expect(page.getByRole("table")).toHaveCount(0);
    for (const summary of await page.getByText("The numbers as a table").all()) await summary.click();
    await expect(page.getByRole("table")).toHaveCount(3);
    await expect(page.getByRole("row")).toHaveCount(1 + 14 + 1 + 3 + 1 + 5);
    await expect(row(page, "Done each day", RegExp(`^${inWords(noon + ahead)} 2$`))).toBeVisible();
    await expect(row(page, "Done each day", RegExp(`^${inWords(noon - 3 * day + ahead)} 1$`))).toBeVisible();
    await expect(row(page, "Done each day", / 0$/)).toHaveCount(12);
    await expect(
      page.getByText(`3 tasks done in the last 14 days, most on ${inWords(noon + ahead)}: 2.`),
    ).toBeVisible();
    await expect(row(page, "Open by due date", /\d$/)).toHaveText(["Overdue2", "Due soon1", "Later or no date2"]);
    await expect(page.getByText("5 tasks open, 2 overdue and 1 due within a week.")).toBeVisible();
    await expect(row(page, "Open by priority", /\d$/)).toHaveText([
      "Urgent2",
      "High1",
      "Medium0",
      "Low0",
      "No priority2",
    ]);
    await expect(page.getByText("5 tasks open, 3 of high or urgent priority.")).toBeVisible();
    // Each chart draws its table: a column for each day, a bar for each other number.
    await expect(page.locator("figure").first().locator("[aria-hidden] svg")).toHaveCount(14);
    await expect(page.locator("figure").nth(1).locator("[aria-hidden] svg")).toHaveCount(3);
    await expect(page.locator("figure").last().locator("[aria-hidden] svg")).toHaveCount(5);
  }

  const page = await withoutScripts(bob, "UTC");
  await expect(page.getByText("1 task done in the last 14 days")).toBeVisible();
  await expect(page.getByText("1 task open, none overdue and 1 due within a week.")).toBeVisible();
  await expect(page.getByText("1 task open, none of high or urgent priority.")).toBeVisible();
  await page.getByRole("link", { name: "What is due next" }).click();
  await expect(page).toHaveURL("/tasks?sort=due");
  await expect(page.getByRole("link", { name: "Open" }).last()).toBeVisible();
});
