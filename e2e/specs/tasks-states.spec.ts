import { expect, test } from "../support/fixtures.ts";
import { addTask, callApi, follow, taskRow, titles } from "../support/tasks.ts";

test("who comes for the first time is offered sample tasks; who has done everything isn’t", async ({ newPersona }) => {
  const { page } = await newPersona("Ada");
  await expect(page.getByText("Nothing to do yet")).toBeVisible();
  await page.getByRole("button", { name: "Add sample tasks" }).click();
  await expect(taskRow(page, "Return the library books")).toContainText("Overdue: 2 days ago");
  await expect(taskRow(page, "Pick up the parcel")).toContainText("Tomorrow");
  await page.getByRole("link", { name: "Look around: open me" }).click();
  await page.getByRole("button", { name: "Preview" }).click();
  const preview = page.getByRole("region", { name: "Preview of the description" });
  await expect(preview.getByRole("listitem")).toHaveText(["A list", "of things"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Select", exact: true }).click();
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByRole("button", { name: "Complete" }).click();
  await expect(page.getByText("All done")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add sample tasks" })).toHaveCount(0);
});

test("a change that is refused is taken back with a message", async ({ newPersona, urls: { apiUrl } }) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await addTask(page, "Stays");
  await addTask(page, "Gone elsewhere");
  // Or it would be gone from the list before anybody can change it.
  await page.route(`${apiUrl}/v1/events`, (route) => route.abort());
  await page.reload();
  const { items } = await callApi(ada, `${apiUrl}/v1/tasks?q=elsewhere`);
  await callApi(ada, `${apiUrl}/v1/tasks/${items[0].id}`, "DELETE");
  await taskRow(page, "Gone elsewhere").getByRole("checkbox").click();
  await expect(page.getByRole("alert").filter({ hasText: "“Gone elsewhere” wasn’t changed" })).toBeVisible();
  await expect(titles(page)).toHaveText(["Stays"]);
});

test("without a network changes wait, say so, and go in their order when it is back", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page, context } = ada;
  await addTask(page, "First");
  await context.setOffline(true);
  await page.getByLabel("New task").fill("Second");
  await page.getByLabel("New task").press("Enter");
  await taskRow(page, "First")
    .getByRole("button", { name: /^Rename/ })
    .click();
  await page.getByLabel("Title of First").fill("First, renamed");
  await page.keyboard.press("Enter");
  await taskRow(page, "First, renamed").getByRole("checkbox").click();
  await expect(taskRow(page, "Second")).toContainText("Waiting for the network");
  await expect(taskRow(page, "First, renamed")).toContainText("Waiting for the network");

  const sent: string[] = [];
  page.on("request", (request) => {
    if (["POST", "PATCH"].includes(request.method()) && request.url().startsWith(apiUrl))
      sent.push(request.postData() ?? "");
  });
  await context.setOffline(false);
  await expect(page.getByText("Waiting for the network")).toHaveCount(0);
  await expect.poll(() => sent.map((body) => Object.keys(JSON.parse(body))[0])).toEqual(["title", "title", "status"]);
  await expect
    .poll(async () => (await callApi(ada, `${apiUrl}/v1/tasks`)).items)
    .toMatchObject([{ title: "Second" }, { title: "First, renamed", status: "done" }]);
});

test("without a network a view that was never loaded says so, and shows what it has when it is back", async ({
  newPersona,
}) => {
  const { page, context } = await newPersona("Ada");
  await addTask(page, "Whenever");
  await addTask(page, "Now today", "Now");
  await context.setOffline(true);
  await page.getByRole("link", { name: "Today" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Not loaded yet: you’re offline." })).toBeVisible();
  await expect(titles(page)).toHaveCount(0);
  await page.getByRole("link", { name: "Open", exact: true }).click();
  await expect(titles(page)).toHaveText(["Now", "Whenever"]);
  await page.getByRole("link", { name: "Today" }).click();
  await context.setOffline(false);
  await expect(titles(page)).toHaveText(["Now"]);
  await expect(page.getByText("Not loaded yet")).toHaveCount(0);
});

test("when the API can’t be reached, the page says so and tries again when asked; nothing typed is lost", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const { page, context } = await newPersona("Ada");
  await addTask(page, "Here");
  await context.route(`${apiUrl}/**`, (route) => route.abort());
  await page.getByLabel("New task").fill("Typed");
  await page.getByLabel("New task").press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "“Typed” wasn’t added" })).toBeVisible();
  await expect(page.getByLabel("New task")).toHaveValue("Typed");
  await expect(titles(page)).toHaveText(["Here"]);
  await page.getByRole("link", { name: "Today" }).click();
  const failure = page.getByText("Your tasks can’t be loaded right now.");
  await expect(failure).toBeVisible();
  const again = page.getByRole("region", { name: "Your tasks" }).getByRole("button", { name: "Try again" });
  await again.click();
  await expect(again).toHaveAttribute("aria-busy", "true");
  await expect(again).toBeFocused();
  await expect(failure).toBeVisible();
  await expect(again).toHaveAttribute("aria-busy", "false");
  await context.unroute(`${apiUrl}/**`);
  await again.click();
  await expect(page.getByText("Nothing is due today.")).toBeVisible();
});

test("who is signed out elsewhere signs in again and finds what they were typing; nobody else does", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page, context } = ada;
  const signIn = async ({ email, password }: typeof ada) => {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL("/tasks?view=today");
  };
  for (const [person, found] of [
    [ada, "Half a thought #idea"],
    [bob, ""],
  ] as const) {
    await follow(page, apiUrl, "/tasks?view=today");
    await page.getByLabel("New task").fill("Half a thought #idea");
    await context.clearCookies();
    await page.goto("/tasks?view=today");
    await expect(page).toHaveURL("/sign-in?next=%2Ftasks%3Fview%3Dtoday");
    await signIn(person);
    await expect(page.getByLabel("New task")).toHaveValue(found);
  }
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
});

test("in a browser that doesn’t know its time zone the page counts with the server’s", async ({ newPersona }) => {
  const { page } = await newPersona("Ada");
  await page.addInitScript(() => {
    const { resolvedOptions } = Intl.DateTimeFormat.prototype;
    Intl.DateTimeFormat.prototype.resolvedOptions = function () {
      return { ...resolvedOptions.call(this), timeZone: "Etc/Unknown" };
    };
  });
  await page.reload();
  await addTask(page, "call Ann tomorrow", "call Ann");
  await expect(taskRow(page, "call Ann")).toContainText("Tomorrow");
});
