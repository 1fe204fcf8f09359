import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import type { Persona } from "../support/persona.ts";
import { callApi, taskRow, titles } from "../support/tasks.ts";

/** From now on, so many requests of this method arrive at this address, and their answers don't come back. */
async function loseAnswers(page: Page, method: string, address: RegExp, toLose = 1): Promise<() => number> {
  let left = toLose;
  await page.route(address, async (route) => {
    const request = route.request();
    if (request.method() !== method || left === 0) return route.fallback();
    left -= 1;
    // As the browser sends it: Playwright's own would have cookies.
    await fetch(request.url(), { method, headers: request.headers(), body: request.postData() });
    await route.abort();
  });
  return () => left;
}

/** Two people with the same two tasks, the second on top, on pages that hear of no change made elsewhere. */
async function twoPeople(newPersona: (name: string) => Promise<Persona>, apiUrl: string) {
  const people = [await newPersona("Ada"), await newPersona("Bob")] as const;
  for (const person of people) {
    for (const title of ["Stays", "Changes"]) await callApi(person, `${apiUrl}/v1/tasks`, "POST", { title });
    await person.page.route(`${apiUrl}/v1/events`, (route) => route.abort());
    await person.page.reload();
  }
  const [ada, bob] = people;
  const itemsOf = async (person: Persona) => (await callApi(person, `${apiUrl}/v1/tasks`)).items;
  const before = await itemsOf(bob);
  const expectBobsKept = async () => expect(await itemsOf(bob)).toEqual(before);
  return { ada, page: ada.page, itemsOf: () => itemsOf(ada), expectBobsKept };
}
const both = ["Changes", "Stays"];
const said = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });

test("a deletion whose answer was lost is done and can be undone, even when that answer is lost, too", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const { page, itemsOf, expectBobsKept } = await twoPeople(newPersona, apiUrl);
  const deletions = await loseAnswers(page, "DELETE", /\/v1\/tasks\/[\w-]+$/);
  const batches = await loseAnswers(page, "POST", /\/v1\/tasks\/batch$/);
  await taskRow(page, "Changes").getByRole("link").focus();
  await page.keyboard.press("Delete");
  await expect(said(page, "Deleted “Changes”")).toHaveCount(1);
  expect(deletions()).toBe(0);
  expect(await itemsOf()).toMatchObject([{ title: "Stays" }]);
  await expect(page.getByRole("alert").filter({ hasText: "wasn’t" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(said(page, "Undone")).toHaveCount(1);
  expect(batches()).toBe(0);
  await expect(titles(page)).toHaveText(both);
  expect(await itemsOf()).toMatchObject(both.map((title) => ({ title, deletedAt: null })));
  await expectBobsKept();
});

test("several that are deleted though the answer was lost are deleted, and can be put back", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const { page, itemsOf, expectBobsKept } = await twoPeople(newPersona, apiUrl);
  const batches = await loseAnswers(page, "POST", /\/v1\/tasks\/batch$/);
  await page.getByRole("button", { name: "Select", exact: true }).click();
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("region", { name: "Selected tasks" }).getByRole("button", { name: "Delete" }).click();
  await expect(said(page, "Deleted 2 tasks")).toHaveCount(1);
  expect(batches()).toBe(0);
  expect(await itemsOf()).toEqual([]);
  await expect(page.getByRole("alert").filter({ hasText: "weren’t" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(titles(page)).toHaveText(both);
  await expect.poll(itemsOf).toHaveLength(2);
  await expectBobsKept();
});

test("what was saved in the panel though the answer was lost is saved, and the panel closes", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const { page, itemsOf, expectBobsKept } = await twoPeople(newPersona, apiUrl);
  const saves = await loseAnswers(page, "PATCH", /\/v1\/tasks\/[\w-]+$/);
  await page.getByRole("link", { name: "Changes" }).click();
  const panel = page.getByRole("dialog", { name: "Changes" });
  await panel.getByLabel("Description").fill("Half a thought, and a blank ");
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(panel).toHaveCount(0);
  expect(saves()).toBe(0);
  await expect(said(page, "Saved “Changes”")).toHaveCount(1);
  expect(await itemsOf()).toMatchObject([{ description: "Half a thought, and a blank", version: 2 }, {}]);
  await expectBobsKept();
});

test("a task whose answer was lost on the way is added once, by the page or by hand again, and so is one that Enter was pressed twice for", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  const first = await loseAnswers(page, "POST", /\/v1\/tasks$/);
  const input = page.getByLabel("New task");
  await input.fill("Once is enough");
  await input.press("Enter");
  await input.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Added “Once is enough”" })).toHaveCount(1);
  expect(first()).toBe(0);

  // As often as the page tries by itself.
  const second = await loseAnswers(page, "POST", /\/v1\/tasks$/, 3);
  await input.fill("Once more");
  await input.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "“Once more” wasn’t added" })).toBeVisible();
  expect(second()).toBe(0);
  await expect(input).toHaveValue("Once more");
  await input.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Added “Once more”" })).toHaveCount(1);
  const { items } = await callApi(ada, `${apiUrl}/v1/tasks`);
  expect(items.map(({ title }: { title: string }) => title)).toEqual(["Once more", "Once is enough"]);
  await expect(titles(page)).toHaveText(["Once more", "Once is enough"]);
  expect((await callApi(bob, `${apiUrl}/v1/tasks`)).items).toEqual([]);
});

test("a line whose answer was lost is added once, also with a chip that was taken away and a moment from now on", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const { page, itemsOf, expectBobsKept } = await twoPeople(newPersona, apiUrl);
  // As often as the page tries by itself.
  const added = await loseAnswers(page, "POST", /\/v1\/tasks$/, 3);
  const bodies = new Set<string | null>();
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url() === `${apiUrl}/v1/tasks`) bodies.add(request.postData());
  });
  const input = page.getByLabel("New task");
  const chips = page.getByRole("list", { name: "Read from your text" }).getByRole("listitem");
  await input.fill("call #home in 20 min");
  await page.getByRole("button", { name: "Keep “#home” in the title" }).click();
  await expect(chips).toHaveCount(1);
  await input.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "wasn’t added" })).toBeVisible();
  expect(added()).toBe(0);
  await expect(input).toHaveValue("call #home in 20 min");
  await expect(chips).toHaveCount(1);
  await input.press("Enter");
  await expect(said(page, "Added “call #home”")).toHaveCount(1);
  expect(bodies.size).toBe(1);
  expect(await itemsOf()).toMatchObject([{ title: "call #home", tags: [] }, {}, {}]);
  await expectBobsKept();
});

test("that a task is completed is told once and when it is, not before; that it can be undone is offered at once", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const { page, ada, itemsOf, expectBobsKept } = await twoPeople(newPersona, apiUrl);
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  await page.route(/\/v1\/tasks\/[\w-]+$/, async (route) => {
    await held;
    await route.fallback();
  });
  const [changes] = await itemsOf();
  await callApi(ada, `${apiUrl}/v1/tasks/${changes.id}`, "DELETE");
  await page.evaluate(() => {
    const texts: string[] = [];
    Object.assign(window, { texts });
    const read = () => texts.push(...[...document.querySelectorAll("output")].map((told) => told.textContent));
    new MutationObserver(read).observe(document, { childList: true, subtree: true, characterData: true });
  });
  const told = () =>
    page.evaluate(() => (window as unknown as { texts: string[] }).texts.filter((text) => text.includes("Completed")));
  for (const title of both) await taskRow(page, title).getByRole("checkbox").click();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await expect(page.getByText("Completed “Stays”")).toBeVisible();
  expect(await told()).toEqual([]);
  letGo();
  await expect(said(page, "Completed “Stays”")).toHaveCount(1);
  await expect(page.getByRole("alert").filter({ hasText: "“Changes” wasn’t changed" })).toBeVisible();
  expect(new Set(await told())).toEqual(new Set(["Completed “Stays”"]));
  await expectBobsKept();
});
