import { expect, test } from "../support/fixtures.ts";
import { expectAccessible, expectNothingCut } from "../support/guards.ts";
import { addTask, callApi, fullTask, taskRow } from "../support/tasks.ts";

test("tags are made, renamed, recoloured and deleted in one place, with how many tasks have them", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  await addTask(bob.page, "mine #home", "mine");
  await addTask(page, "sweep #home", "sweep");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "Manage tags" }).click();
  const manager = page.getByRole("dialog", { name: "Tags" });
  await expect(manager.getByRole("listitem")).toContainText("1 task");

  await manager.getByLabel("New tag").fill("errands");
  await manager.getByRole("button", { name: "Add" }).click();
  await expect(manager.getByLabel("Name of errands")).toBeVisible();
  await manager.getByLabel("New tag").fill("HOME");
  await manager.getByRole("button", { name: "Add" }).click();
  await expect(manager.getByRole("alert").filter({ hasText: "You have a tag of that name" })).toBeVisible();
  await expect(manager.getByLabel("New tag")).toHaveValue("HOME");

  await manager.getByLabel("Name of home").fill("house");
  await manager.getByLabel("Name of home").press("Enter");
  await expect(manager.getByLabel("Name of house")).toBeVisible();
  await manager.getByLabel("Colour of house").selectOption("Purple");
  await expect(taskRow(page, "sweep").locator(".tag-purple")).toHaveText("house");

  await manager.getByRole("button", { name: "Delete tag house" }).click();
  await expect(manager).toContainText("Delete “house” and take it off 1 task?");
  await manager.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(manager.getByRole("listitem")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(taskRow(page, "sweep").locator(".tag")).toHaveCount(0);
  const { items } = await callApi(bob, `${apiUrl}/v1/tags`);
  expect(items).toMatchObject([{ name: "home", taskCount: 1 }]);
});

test("a change of a tag that is refused says so and is taken back, also when another was made or all was closed by then", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page, proxy } = ada;
  for (const name of ["errands", "home", "work"])
    await callApi(ada, `${apiUrl}/v1/tags`, "POST", { name, color: "green" });
  // The first answer to a change of a name waits for `release`.
  const hold = async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route(
      `${apiUrl}/v1/tags/*`,
      async (route) => {
        await released;
        await route.continue();
      },
      { times: 1 },
    );
    return release;
  };
  await page.reload();
  const open = async () => {
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("button", { name: "Manage tags" }).click();
  };
  const manager = page.getByRole("dialog", { name: "Tags" });
  const field = manager.getByLabel("Name of errands");
  const told = (text: string) => page.getByRole("alert").filter({ hasText: text });
  await open();

  let release = await hold();
  await field.fill("Home");
  await field.press("Enter");
  await manager.getByLabel("Colour of work").selectOption("Purple");
  release();
  await expect(told("“errands” wasn’t renamed: you have a tag of that name already.")).toBeVisible();
  await expect(field).toHaveValue("errands");
  await expect(manager.getByLabel("Colour of work")).toHaveValue("purple");

  proxy.cut(apiUrl);
  await manager.getByRole("button", { name: "Delete tag errands" }).click();
  await manager.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(told("“errands” wasn’t deleted: the tasks service can’t be reached.")).toBeVisible();
  await expect(field).toHaveValue("errands");
  await manager.getByLabel("Colour of home").selectOption("Purple");
  await expect(told("The colour of “home” wasn’t changed: the tasks service can’t be reached.")).toBeVisible();
  await expect(manager.getByLabel("Colour of home")).toHaveValue("green");
  proxy.mend(apiUrl);

  await page.reload();
  await open();
  release = await hold();
  await field.fill("work");
  await field.press("Enter");
  await page.keyboard.press("Escape");
  await expect(manager).toHaveCount(0);
  release();
  await expect(told("“errands” wasn’t renamed: you have a tag of that name already.")).toBeVisible();
  const { items } = await callApi(ada, `${apiUrl}/v1/tags`);
  expect(items).toMatchObject([
    { name: "errands", color: "green" },
    { name: "home", color: "green" },
    { name: "work", color: "purple" },
  ]);
});

test("why a change of a tag was refused is in sight, wherever one is in the list", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  for (let at = 10; at < 30; at++) await callApi(ada, `${apiUrl}/v1/tags`, "POST", { name: `tag${at}` });
  await page.reload();
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "Manage tags" }).click();
  const manager = page.getByRole("dialog", { name: "Tags" });
  await manager.getByLabel("Name of tag29").fill("tag10");
  await manager.getByLabel("Name of tag29").press("Enter");
  const refusal = manager.getByRole("alert").filter({ hasText: "“tag29” wasn’t renamed" });
  await expect(refusal).toBeInViewport({ ratio: 1 });
  await expect(manager.getByLabel("Name of tag10")).not.toBeInViewport();
});

test("a long name of a tag is there as a whole on a phone, in the filters and in the menu of what is selected", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  const names = ["neighbourhood-association-annual-meeting", "neighbourhood-association-annual-reports"];
  const tags: string[] = [];
  for (const name of names)
    tags.push((await callApi(ada, `${apiUrl}/v1/tags`, "POST", { name, color: "teal" })).id as string);
  await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title: "Book a room", tags });
  await page.goto("/tasks");
  await page.getByRole("button", { name: /^Filter/ }).click();
  for (const name of names) await page.getByRole("checkbox", { name }).check();
  await expect(page.getByLabel("Which of them")).toBeVisible();
  await expectAccessible(page);
  await expectNothingCut(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Select", exact: true }).click();
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Tag", exact: true }).click();
  await expect(page.getByRole("menuitem", { name: `Remove ${names[1]}` })).toBeVisible();
  await expectNothingCut(page);
});

test("every tag has a colour of its own kind in light and dark, also one that was made without", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  const tags: { id: string; color: string }[] = [];
  for (let at = 0; at < 10; at++) tags.push(await callApi(ada, `${apiUrl}/v1/tags`, "POST", { name: `tag${at}` }));
  expect(new Set(tags.map(({ color }) => color)).size).toBe(10);
  await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title: "Colourful", tags: tags.map(({ id }) => id) });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.reload();
    const colors = await taskRow(page, "Colourful")
      .locator(".tag")
      .evaluateAll((chips) => chips.map((chip) => getComputedStyle(chip).backgroundColor));
    expect(new Set(colors).size).toBe(10);
  }
});

test("Enter makes one tag: not while characters are composed, not while it is held, not while one is being made, and what is typed then stays", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  await fullTask(ada, apiUrl);
  const asked: string[] = [];
  const release = Promise.withResolvers<void>();
  await page.route(`${apiUrl}/v1/tags`, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    asked.push(route.request().postDataJSON().name);
    await release.promise;
    return route.continue();
  });
  await page.getByRole("link", { name: "Pay rent" }).click();
  const panel = page.getByRole("dialog");
  const input = panel.getByRole("textbox", { name: "Tags" });
  await input.fill("ba");
  await input.dispatchEvent("keydown", { key: "Enter", isComposing: true });
  await input.dispatchEvent("keydown", { key: "Enter", repeat: true });
  await input.fill("bank");
  await input.press("Enter");
  await input.press("Enter");
  await expect.poll(() => asked).toEqual(["bank"]);
  await input.fill("shop");
  release.resolve();
  await expect(panel.getByRole("list", { name: "Tags of this task" }).getByRole("listitem")).toHaveText([
    "home",
    "bank",
  ]);
  await expect(input).toHaveValue("shop");
  expect(asked).toEqual(["bank"]);
  expect((await callApi(bob, `${apiUrl}/v1/tags`)).items).toEqual([]);
});

test("what is written among the tags stays when what was asked for before is answered", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  const asked: string[] = [];
  let held = Promise.withResolvers<void>();
  await page.route(/\/v1\/tags(\/[\w-]+)?$/, async (route) => {
    const request = route.request();
    if (["POST", "PATCH"].includes(request.method())) {
      asked.push(request.postDataJSON().name);
      await held.promise;
    }
    return route.continue();
  });
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "Manage tags" }).click();
  const manager = page.getByRole("dialog", { name: "Tags" });
  const input = manager.getByLabel("New tag");
  await input.fill("errands");
  for (const key of ["Enter", "Enter"]) await input.press(key);
  await input.fill("home");
  held.resolve();
  const row = manager.getByRole("listitem").getByRole("textbox");
  await expect(row).toHaveAccessibleName("Name of errands");
  await expect(input).toHaveValue("home");

  held = Promise.withResolvers<void>();
  await row.fill("errand");
  await row.press("Enter");
  await row.fill("errand list");
  held.resolve();
  await expect(row).toHaveAccessibleName("Name of errand");
  await expect(row).toHaveValue("errand list");
  await input.focus();
  await expect(row).toHaveAccessibleName("Name of errand list");
  expect(asked).toEqual(["errands", "errand", "errand list"]);
  expect((await callApi(bob, `${apiUrl}/v1/tags`)).items).toEqual([]);
});
