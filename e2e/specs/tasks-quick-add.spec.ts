import { expect, test } from "../support/fixtures.ts";
import { makePersona } from "../support/persona.ts";
import { addTask, callApi, taskRow } from "../support/tasks.ts";

test("a line shows what was understood before it is saved; a chip taken away leaves its words in the title", async ({
  newPersona,
  urls,
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  const input = page.getByLabel("New task");
  const chips = page.getByRole("list", { name: "Read from your text" });
  const weekday = new Date(Date.now() + 3 * 86_400_000).toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
  await input.fill(`pay rent ${weekday.slice(0, 3).toLowerCase()} 9am #home !high`);
  await expect(chips.getByRole("listitem")).toHaveText([`Due ${weekday} 9:00`, "home (new tag)", "High priority"]);
  await page.getByRole("button", { name: "Keep “#home” in the title" }).click();
  await expect(chips.getByRole("listitem")).toHaveText([`Due ${weekday} 9:00`, "High priority"]);
  await input.press("Enter");
  await expect(input).toHaveValue("");
  await expect(input).toBeFocused();
  await expect(taskRow(page, "pay rent #home")).toContainText("High priority");

  await addTask(page, "The 9/11 Report #books", "The 9/11 Report");
  const { items } = await callApi(ada, `${urls.apiUrl}/v1/tasks`);
  const [report, rent] = items;
  expect(report).toMatchObject({ title: "The 9/11 Report", dueOn: null, dueAt: null, tags: [{ name: "books" }] });
  expect(rent).toMatchObject({ title: "pay rent #home", priority: "high", tags: [], dueOn: null });
});

test("a date in the line is due in the person’s own time zone", async ({ newVisitor, mailOf, urls }) => {
  for (const timezoneId of ["Pacific/Auckland", "America/Los_Angeles"]) {
    const ada = await makePersona(await newVisitor({ timezoneId }), "Ada", urls.webUrl, mailOf);
    await addTask(ada.page, "call home tomorrow 9am", "call home");
    await addTask(ada.page, "write home tomorrow", "write home");
    await expect(taskRow(ada.page, "call home").locator("time")).toHaveText("Tomorrow 9:00");
    await expect(taskRow(ada.page, "call home").locator("time")).toHaveAttribute("title", RegExp(timezoneId));
    const { items } = await callApi(ada, `${urls.apiUrl}/v1/tasks`);
    const wall = new Intl.DateTimeFormat("sv-SE", { timeZone: timezoneId, dateStyle: "short", timeStyle: "short" });
    expect(wall.format(new Date(items[1].dueAt))).toBe(`${items[0].dueOn} 09:00`);
    // What the server writes into the page says the same.
    await ada.page.reload();
    await expect(taskRow(ada.page, "write home").locator("time")).toHaveText("Tomorrow");
  }
});

test("an unknown tag is made once, with a colour, and nobody else has it", async ({ newPersona, urls }) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  await addTask(ada.page, "sweep #Home", "sweep");
  await addTask(ada.page, "mop #home", "mop");
  await expect(taskRow(ada.page, "mop").locator(".tag")).toHaveText("Home");
  const { items } = await callApi(ada, `${urls.apiUrl}/v1/tags`);
  expect(items).toMatchObject([{ name: "Home", taskCount: 2, color: expect.any(String) }]);
  expect((await callApi(bob, `${urls.apiUrl}/v1/tags`)).items).toEqual([]);
});

test("a line that says no more than when and what for is asked for a title", async ({ newPersona }) => {
  const { page } = await newPersona("Ada");
  const input = page.getByLabel("New task");
  await input.fill("tomorrow #home");
  await input.press("Enter");
  await expect(input).toHaveAccessibleDescription("Write what needs doing, too.");
  // The focus hasn't moved, so that nothing else would read it.
  await expect(page.locator("[aria-live]").filter({ hasText: "Write what needs doing, too." })).toHaveCount(1);
  await expect(input).toHaveValue("tomorrow #home");
});

test("a tag is found by its name in any case, also where a letter has several: no other one is made", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  for (const name of ["İstanbul", "ΟΔΟΣ"]) await callApi(ada, `${apiUrl}/v1/tags`, "POST", { name });
  await page.reload();
  await addTask(page, "pack #istanbul #İSTANBUL #οδοσ", "pack");
  await expect(taskRow(page, "pack").locator(".tag")).toHaveText(["İstanbul", "ΟΔΟΣ"]);
  const { items } = await callApi(ada, `${apiUrl}/v1/tags`);
  expect(items).toMatchObject([
    { name: "İstanbul", taskCount: 1 },
    { name: "ΟΔΟΣ", taskCount: 1 },
  ]);
});
