import { expect, test } from "../support/fixtures.ts";
import type { Persona } from "../support/persona.ts";
import { callApi, five, taskRow, titles } from "../support/tasks.ts";

/** Five tasks on a page that no change made elsewhere reaches: what is gone by then can still be chosen on it. */
async function fiveUnwatched(person: Persona, apiUrl: string): Promise<Map<string, string>> {
  await person.page.route(`${apiUrl}/v1/events`, (route) => route.abort());
  return five(person, apiUrl);
}
const all = ["Task E", "Task D", "Task C", "Task B", "Task A"];

test("several are completed in one request and put back as they were in one step", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await five(ada, apiUrl);
  const batches: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().includes("/v1/tasks/batch"))
      batches.push(request.postData() ?? "");
  });
  await page.getByRole("button", { name: "Select", exact: true }).click();
  await page.getByRole("checkbox", { name: "Select Task D" }).click();
  await page.getByRole("checkbox", { name: "Select Task B" }).click({ modifiers: ["Shift"] });
  const bar = page.getByRole("region", { name: "Selected tasks" });
  await expect(bar.getByRole("status")).toHaveText("3 selected");
  await bar.getByRole("button", { name: "Complete" }).click();
  await expect(titles(page)).toHaveText(["Task E", "Task A"]);
  expect(batches.map((body) => [JSON.parse(body).action, JSON.parse(body).ids.length])).toEqual([["complete", 3]]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(titles(page)).toHaveText(all);
  await expect(taskRow(page, "Task B")).toContainText("In progress");
  const { items } = await callApi(ada, `${apiUrl}/v1/tasks`);
  await expect(page.getByRole("link", { name: "Done" })).toBeVisible();
  expect(items.map(({ status }: { status: string }) => status)).toEqual(["todo", "todo", "todo", "doing", "todo"]);
});

test("what was reopened is done again since when it was, one or several, and nobody else’s is touched", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  const days = ["2026-01-02T10:00:00.000Z", "2026-01-03T10:00:00.000Z"];
  const tasks = days.map((completedAt) => ({ title: `Done ${completedAt.slice(0, 10)}`, status: "done", completedAt }));
  for (const person of [ada, bob]) await callApi(person, `${apiUrl}/v1/tasks/import`, "POST", { tasks });
  const whenDone = async (person: Persona): Promise<(string | null)[]> => {
    const { items } = await callApi(person, `${apiUrl}/v1/tasks?sort=title&order=asc`);
    return items.map(({ completedAt }: { completedAt: string | null }) => completedAt);
  };
  await page.goto("/tasks?status=done");
  const undo = page.getByRole("button", { name: "Undo" });

  await page.getByRole("checkbox", { name: "Done 2026-01-02" }).click();
  await expect.poll(() => whenDone(ada)).toEqual([null, days[1]]);
  await undo.click();
  await expect.poll(() => whenDone(ada)).toEqual(days);
  await expect(titles(page)).toHaveCount(2);

  await page.getByRole("button", { name: "Select", exact: true }).click();
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Reopen" }).click();
  await expect.poll(() => whenDone(ada)).toEqual([null, null]);
  await undo.click();
  await expect.poll(() => whenDone(ada)).toEqual(days);
  await expect(titles(page)).toHaveCount(2);
  expect(await whenDone(bob)).toEqual(days);
});

test("no more are selected than one request can have, and the page says so", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  const tasks = Array.from({ length: 201 }, (_, at) => ({ title: `Task ${at}` }));
  await callApi(ada, `${apiUrl}/v1/tasks/import`, "POST", { tasks });
  await page.reload();
  for (const loaded of ["50+ tasks", "100+ tasks", "150+ tasks", "200+ tasks"]) {
    await expect(page.getByText(loaded)).toBeVisible();
    await titles(page).last().scrollIntoViewIfNeeded();
  }
  await expect(page.getByText("201 tasks")).toBeVisible();
  await page.getByRole("button", { name: "Select", exact: true }).click();
  await page.getByRole("button", { name: "Select all" }).click();
  const bar = page.getByRole("region", { name: "Selected tasks" });
  await expect(bar.getByRole("status")).toHaveText("200 selected, the most at once");
  await page.getByRole("checkbox", { name: "Select Task 7", exact: true }).click();
  await expect(bar.getByRole("status")).toHaveText("199 selected");
  await bar.getByRole("button", { name: "Complete" }).click();
  await expect(titles(page)).toHaveCount(2);
});

test("a task that the API doesn’t know yet is part of no selection and of no request for many", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page, context } = ada;
  const ids = await five(ada, apiUrl);
  await page.getByRole("button", { name: "Select", exact: true }).click();
  const bar = page.getByRole("region", { name: "Selected tasks" });
  await expect(bar.getByRole("status")).toHaveText("0 selected");
  await context.setOffline(true);
  await page.getByLabel("New task").fill("Not sent yet");
  await page.getByLabel("New task").press("Enter");
  await expect(taskRow(page, "Not sent yet")).toContainText("Waiting for the network");
  await expect(page.getByRole("checkbox", { name: "Select Not sent yet" })).toBeDisabled();
  await bar.getByRole("button", { name: "Select all" }).click();
  await expect(bar.getByRole("status")).toHaveText("5 selected");
  await bar.getByRole("button", { name: "Complete" }).click();
  // Where the bar was is the list, which keeps its rows under a pointer.
  await page.mouse.move(0, 0);
  const batch = page.waitForRequest((request) => request.url() === `${apiUrl}/v1/tasks/batch`);
  await context.setOffline(false);
  expect((await batch).postDataJSON().ids.toSorted()).toEqual([...ids.values()].toSorted());
  await expect(titles(page)).toHaveText(["Not sent yet"]);
  const { items } = await callApi(ada, `${apiUrl}/v1/tasks?status=todo`);
  expect(items).toMatchObject([{ title: "Not sent yet" }]);
});

test("priority and tags are set for all that are selected", async ({ newPersona, urls: { apiUrl } }) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await callApi(ada, `${apiUrl}/v1/tags`, "POST", { name: "home", color: "teal" });
  await five(ada, apiUrl);
  for (const [menu, item] of [
    ["More", "High priority"],
    ["Tag", "Add home"],
  ] as const) {
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await page.getByRole("button", { name: "Select all" }).click();
    await page.getByRole("button", { name: menu, exact: true }).click();
    await page.getByRole("menuitem", { name: item }).click();
    await expect(page.getByRole("region", { name: "Selected tasks" })).toHaveCount(0);
  }
  await expect(taskRow(page, "High priority")).toHaveCount(5);
  await expect(taskRow(page, "home")).toHaveCount(5);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(taskRow(page, "home")).toHaveCount(0);
  const { items } = await callApi(ada, `${apiUrl}/v1/tasks?priority=high`);
  expect(items).toHaveLength(5);
});

test("a deleted task is back by Undo, by the keyboard, and from the Deleted view when the tab was closed", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  await five(ada, apiUrl);
  const remove = () => page.getByRole("button", { name: "Delete Task C" }).click();

  await remove();
  await expect(taskRow(page, "Task C")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Task B" })).toBeFocused();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(titles(page)).toHaveText(all);

  await remove();
  await expect(taskRow(page, "Task C")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(titles(page)).toHaveText(all);

  await remove();
  await expect(taskRow(page, "Task C")).toHaveCount(0);
  await expect.poll(async () => (await callApi(ada, `${apiUrl}/v1/tasks`)).items.length).toBe(4);
  await page.close();
  const later = await ada.context.newPage();
  await later.goto("/tasks?view=deleted");
  await later.getByRole("button", { name: "Restore Task C" }).click();
  await expect(taskRow(later, "Task C")).toHaveCount(0);
  await later.getByRole("link", { name: "Open", exact: true }).click();
  await expect(titles(later)).toHaveText(all);
  await bob.page.goto("/tasks?view=deleted");
  await expect(bob.page.getByText("No task was deleted")).toBeVisible();
});

test("an offer to undo stays while the pointer is on it, and goes by itself", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await five(ada, apiUrl);
  await page.clock.install();
  await page.getByRole("button", { name: "Delete Task C" }).click();
  const undo = page.getByRole("button", { name: "Undo" });
  await undo.hover();
  await page.clock.runFor(30_000);
  await expect(undo).toBeVisible();
  await page.mouse.move(0, 0);
  await page.clock.runFor(4_000);
  await expect(undo).toBeVisible();
  await page.clock.runFor(5_000);
  await expect(undo).toHaveCount(0);
});

test("an offer to undo outlives the failure of another change, and still goes by itself", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  const ids = await fiveUnwatched(ada, apiUrl);
  const arrived = Promise.withResolvers<void>();
  await page.route(`${apiUrl}/v1/tasks/${ids.get("B")}`, async (route) => {
    if (route.request().method() === "PATCH") await arrived.promise;
    await route.continue();
  });
  await callApi(ada, `${apiUrl}/v1/tasks/${ids.get("B")}`, "DELETE");
  await page.clock.install();
  await page.getByRole("button", { name: "Rename Task B" }).click();
  await page.keyboard.type("Task X");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Delete Task C" }).click();
  const undo = page.getByRole("button", { name: "Undo" });
  await undo.hover();
  arrived.resolve();
  const alert = page.getByRole("alert").filter({ hasText: "“Task B” wasn’t changed" });
  await expect(alert).toBeVisible();
  await expect(undo).toBeVisible();
  await page.mouse.move(0, 0);
  await page.clock.runFor(9_000);
  await expect(undo).toHaveCount(0);
  await expect(alert).toBeVisible();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(titles(page)).toHaveText(["Task E", "Task D", "Task C", "Task A"]);
});

test("what the API refuses is taken back with a message, whole or not at all", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  const ids = await fiveUnwatched(ada, apiUrl);
  await callApi(ada, `${apiUrl}/v1/tasks/${ids.get("C")}`, "DELETE");
  await page.getByRole("button", { name: "Select", exact: true }).click();
  await page.getByRole("checkbox", { name: "Select Task E" }).click();
  await page.getByRole("checkbox", { name: "Select Task C" }).click();
  await page.getByRole("button", { name: "Complete" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "weren’t changed" })).toBeVisible();
  await expect(titles(page)).toHaveText(["Task E", "Task D", "Task B", "Task A"]);
  const { items } = await callApi(ada, `${apiUrl}/v1/tasks?status=done`);
  expect(items).toEqual([]);
});
