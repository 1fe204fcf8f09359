import { expect, test } from "../support/fixtures.ts";
import { callApi, fullTask, taskRow } from "../support/tasks.ts";

test("what was changed elsewhere is shown field by field, and one keeps one’s own or takes the other", async ({
  newPersona,
  newVisitor,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { id } = await fullTask(ada, apiUrl);
  const laptop = ada.page;
  const phone = (await newVisitor({ storageState: await ada.context.storageState() })).page;
  const panelOf = (page: typeof phone) => page.getByRole("dialog");

  for (const [choice, expected] of [
    ["Keep mine", { title: "Mine, Keep mine", priority: "low" }],
    ["Take theirs", { title: "Theirs, Take theirs", priority: "urgent" }],
  ] as const) {
    // First it is found at the attempt to save, then the page is told before.
    if (choice === "Keep mine") await laptop.route(`${apiUrl}/v1/events`, (route) => route.abort());
    else await laptop.unroute(`${apiUrl}/v1/events`);
    await laptop.goto(`/tasks?task=${id}`);
    await panelOf(laptop).getByLabel("Title").fill(`Mine, ${choice}`);

    await phone.goto(`/tasks?task=${id}`);
    await panelOf(phone).getByLabel("Title").fill(`Theirs, ${choice}`);
    await panelOf(phone).getByLabel("Priority").selectOption(expected.priority);
    await panelOf(phone).getByRole("button", { name: "Save" }).click();
    await expect(panelOf(phone)).toHaveCount(0);

    const conflict = panelOf(laptop).getByRole("alert").filter({ hasText: "changed elsewhere" });
    if (choice === "Keep mine") await panelOf(laptop).getByRole("button", { name: "Save" }).click();
    await expect(conflict).toContainText(`There: Theirs, ${choice}`);
    await expect(conflict).toContainText(`Yours: Mine, ${choice}`);
    await expect(conflict).toContainText("Priority");
    await expect(panelOf(laptop).getByLabel("Title")).toHaveValue(`Mine, ${choice}`);
    await conflict.getByRole("button", { name: choice }).click();
    await expect(conflict).toHaveCount(0);
    if (choice === "Take theirs") await expect(panelOf(laptop).getByLabel("Title")).toHaveValue(expected.title);
    else await expect(panelOf(laptop)).toHaveCount(0);
    expect(await callApi(ada, `${apiUrl}/v1/tasks/${id}`)).toMatchObject(expected);
  }
});

test("what keeps a panel from being saved comes into sight and is read out, wherever one has scrolled to", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page, proxy } = ada;
  const { id } = await fullTask(ada, apiUrl);
  await page.setViewportSize({ width: 360, height: 480 });
  // It finds out by saving.
  await page.route(`${apiUrl}/v1/events`, (route) => route.abort());
  await page.goto(`/tasks?task=${id}`);
  const panel = page.getByRole("dialog");
  const [title, save] = [panel.getByLabel("Title"), panel.getByRole("button", { name: "Save" })];
  const saveFromBelow = async () => {
    await panel.getByRole("textbox", { name: "Tags" }).focus();
    await expect(title).not.toBeInViewport();
    await save.press("Enter");
  };
  await panel.getByLabel("Description").fill("by Friday\n".repeat(10));

  await title.fill(" ");
  await saveFromBelow();
  await expect(title).toBeFocused();
  await expect(title).toBeInViewport();
  await expect(title).toHaveAccessibleDescription("Write a title.");
  await expect(panel.locator("[aria-live]").filter({ hasText: "Write a title." })).toHaveCount(1);
  await title.fill("Pay the rent");
  await expect(title).toHaveAccessibleDescription("");

  proxy.cut(apiUrl);
  await saveFromBelow();
  const refusal = panel.getByRole("alert").filter({ hasText: "This wasn’t saved" });
  await expect(refusal).toBeInViewport({ ratio: 1 });
  proxy.mend(apiUrl);
  // Of an attempt before nothing is said any more.
  await title.fill(" ");
  await saveFromBelow();
  await expect(title).toBeFocused();
  await expect(refusal).toHaveCount(0);
  await title.fill("Pay the rent");

  await callApi(ada, `${apiUrl}/v1/tasks/${id}`, "PATCH", { title: "Pay it" });
  // Also when one has seen the question and scrolled away from it.
  for (let time = 0; time < 2; time++) {
    await saveFromBelow();
    await expect(panel.getByRole("button", { name: "Keep mine" })).toBeFocused();
    await expect(panel.getByText("There: Pay it")).toBeInViewport();
  }
  await panel.getByRole("button", { name: "Keep mine" }).click();
  await expect(panel).toHaveCount(0);
  expect(await callApi(ada, `${apiUrl}/v1/tasks/${id}`)).toMatchObject({ title: "Pay the rent" });
});

test("what was typed but not saved is there again when the panel is opened again, until it is discarded", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await fullTask(ada, apiUrl);
  await page.getByRole("link", { name: "Pay rent" }).click();
  await page.getByLabel("Description").fill("Half a thought");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.reload();
  await page.getByRole("link", { name: "Pay rent" }).click();
  await expect(page.getByLabel("Description")).toHaveValue("Half a thought");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByLabel("Description")).toHaveValue("To the **new** account");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Pay rent" }).click();
  await expect(page.getByLabel("Description")).toHaveValue("To the **new** account");
});

test("what is written in the panel while a save is on its way stays, and is saved next", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  const { id } = await fullTask(ada, apiUrl);
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(`${apiUrl}/v1/tasks/${id}`, async (route) => {
    if (route.request().method() === "PATCH") await released;
    await route.continue();
  });
  await page.getByRole("link", { name: "Pay rent" }).click();
  const panel = page.getByRole("dialog");
  const save = panel.getByRole("button", { name: "Save" });
  await panel.getByLabel("Title").fill("Pay the rent ");
  await save.click();
  await expect(save).toHaveAttribute("aria-busy", "true");
  // Back to what it was, and something else.
  await panel.getByLabel("Title").fill("Pay rent");
  await panel.getByLabel("Description").fill("by Friday");
  release();
  await expect(save).toHaveAttribute("aria-busy", "false");
  await expect(panel.getByLabel("Title")).toHaveValue("Pay rent");
  await expect(panel.getByLabel("Description")).toHaveValue("by Friday");
  await expect(panel.getByRole("alert").filter({ hasText: "changed elsewhere" })).toHaveCount(0);
  const saved = { title: "Pay the rent", description: "To the **new** account" };
  expect(await callApi(ada, `${apiUrl}/v1/tasks/${id}`)).toMatchObject(saved);
  await save.click();
  await expect(panel).toHaveCount(0);
  await expect(taskRow(page, "Pay rent")).toBeVisible();
  const next = { title: "Pay rent", description: "by Friday" };
  expect(await callApi(ada, `${apiUrl}/v1/tasks/${id}`)).toMatchObject(next);
});

test("what is written in a panel that was closed and opened again while its save is on its way stays, and is saved next", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  for (const person of [ada, bob]) await fullTask(person, apiUrl);
  const { page } = ada;
  const { id } = (await callApi(ada, `${apiUrl}/v1/tasks`)).items[0];
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(`${apiUrl}/v1/tasks/${id}`, async (route) => {
    if (route.request().method() === "PATCH") await released;
    await route.continue();
  });
  const panel = page.getByRole("dialog");
  const save = panel.getByRole("button", { name: "Save" });
  await page.getByRole("link", { name: "Pay rent" }).click();
  await panel.getByLabel("Title").fill("Pay the rent ");
  await save.click();
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await page.getByRole("link", { name: "Pay the rent" }).click();
  await expect(save).toHaveAttribute("aria-busy", "true");
  await panel.getByLabel("Description").fill("by Friday");
  release();
  await expect(save).toHaveAttribute("aria-busy", "false");
  await expect(panel.getByLabel("Title")).toHaveValue("Pay the rent");
  await expect(panel.getByText("changed elsewhere")).toHaveCount(0);
  const saved = { title: "Pay the rent", description: "To the **new** account" };
  expect(await callApi(ada, `${apiUrl}/v1/tasks/${id}`)).toMatchObject(saved);
  // It is kept in the tab, too.
  await page.reload();
  await expect(panel.getByLabel("Description")).toHaveValue("by Friday");
  await save.click();
  await expect(panel).toHaveCount(0);
  expect(await callApi(ada, `${apiUrl}/v1/tasks/${id}`)).toMatchObject({ ...saved, description: "by Friday" });
  const { items } = await callApi(bob, `${apiUrl}/v1/tasks`);
  expect(items).toMatchObject([{ title: "Pay rent", description: "To the **new** account" }]);
});

test("a tag that is made when its panel was closed comes to what is written in the one that is open by then", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  await fullTask(ada, apiUrl);
  const release = Promise.withResolvers<void>();
  await page.route(`${apiUrl}/v1/tags`, async (route) => {
    if (route.request().method() === "POST") await release.promise;
    return route.continue();
  });
  const panel = page.getByRole("dialog");
  const tags = panel.getByRole("list", { name: "Tags of this task" }).getByRole("listitem");
  await page.getByRole("link", { name: "Pay rent" }).click();
  await panel.getByRole("textbox", { name: "Tags" }).fill("bank");
  await panel.getByRole("textbox", { name: "Tags" }).press("Enter");
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await page.getByRole("link", { name: "Pay rent" }).click();
  await panel.getByLabel("Description").fill("by Friday");
  release.resolve();
  await expect(tags).toHaveText(["home", "bank"]);
  // And is kept with it.
  await page.reload();
  await expect(tags).toHaveText(["home", "bank"]);
  await expect(panel.getByLabel("Description")).toHaveValue("by Friday");
  expect((await callApi(bob, `${apiUrl}/v1/tags`)).items).toEqual([]);
});
