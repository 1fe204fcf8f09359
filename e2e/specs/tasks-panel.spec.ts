import { expect, test } from "../support/fixtures.ts";
import { callApi, fullTask, taskRow } from "../support/tasks.ts";

test("the panel holds every field as the API has it, and saves what was edited and nothing else", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  const { id } = await fullTask(ada, apiUrl);
  await page.getByRole("link", { name: "Pay rent" }).click();
  const panel = page.getByRole("dialog", { name: "Pay rent" });
  await expect(panel.getByLabel("Title")).toHaveValue("Pay rent");
  await expect(panel.getByLabel("Description")).toHaveValue("To the **new** account");
  await expect(panel.getByLabel("Status")).toHaveValue("doing");
  await expect(panel.getByLabel("Priority")).toHaveValue("high");
  await expect(panel.getByLabel("Due")).toHaveValue("2030-05-01");
  await expect(panel.getByLabel("Time")).toHaveValue("09:30");
  await expect(panel.getByRole("list", { name: "Tags of this task" })).toHaveText("home");

  await panel.getByLabel("Title").fill("Pay the rent");
  // Its month by keyboard: while that is written there is no date, and the time stays.
  await panel.getByLabel("Due").focus();
  for (const key of ["Backspace", "0"]) await page.keyboard.press(key);
  await expect(panel.getByLabel("Due")).toHaveValue("");
  await page.keyboard.press("6");
  await expect(panel.getByLabel("Due")).toHaveValue("2030-06-01");
  await expect(panel.getByLabel("Time")).toHaveValue("09:30");
  await panel.getByLabel("Time").fill("");
  await panel.getByRole("textbox", { name: "Tags" }).fill("bank");
  await panel.getByRole("textbox", { name: "Tags" }).press("Enter");
  await expect(panel.getByRole("list", { name: "Tags of this task" })).toContainText("bank");
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(panel).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Pay the rent" })).toBeFocused();
  expect(await callApi(ada, `${apiUrl}/v1/tasks/${id}`)).toMatchObject({
    title: "Pay the rent",
    description: "To the **new** account",
    status: "doing",
    priority: "high",
    dueOn: "2030-06-01",
    dueAt: null,
    tags: [{ name: "bank" }, { name: "home" }],
  });
});

test("the address says which panel is open: Back closes it, a link opens it, another’s task isn’t there", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { id } = await fullTask(ada, apiUrl);
  const { page } = ada;
  await page.getByRole("link", { name: "Pay rent" }).click();
  await expect(page).toHaveURL(`/tasks?task=${id}`);
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.goForward();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL("/tasks");

  await page.goto(`/tasks?task=${id}`);
  await expect(page.getByLabel("Title")).toHaveValue("Pay rent");
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page).toHaveURL("/tasks");

  await bob.page.goto(`/tasks?task=${id}`);
  await expect(bob.page.getByRole("alert").filter({ hasText: "isn’t there" })).toBeVisible();
});

test("a description shows as Markdown, with nothing in it that runs, loads or leads astray", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  await callApi(ada, `${apiUrl}/v1/tasks`, "POST", {
    title: "Read me",
    description: [
      "**bold** <b onclick=alert(1)>html</b><script>alert(2)</script>",
      "[web](https://claimcheck.example/) [mail](mailto:a@claimcheck.example)",
      "[js](javascript:alert(3)) [data](data:text/html,x) [path](/sign-out) ![picture](https://evil.example/x.png)",
    ].join("\n\n"),
  });
  const { page } = ada;
  await page.reload();
  await page.getByRole("link", { name: "Read me" }).click();
  await page.getByRole("button", { name: "Preview" }).click();
  const preview = page.getByRole("region", { name: "Preview of the description" });
  await expect(preview.locator("strong")).toHaveText("bold");
  await expect(preview.locator("script, b, img, [onclick]")).toHaveCount(0);
  const links = preview.getByRole("link");
  await expect(links).toHaveText(["web", "mail"]);
  await expect(links.first()).toHaveAttribute("rel", "noopener noreferrer nofollow");
});

test("deleting in the panel closes it, leaves the row out and can be undone", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  await fullTask(ada, apiUrl);
  await page.getByRole("link", { name: "Pay rent" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(taskRow(page, "Pay rent")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(taskRow(page, "Pay rent")).toBeVisible();
});

test("after deleting in the panel by keyboard one is at the row that follows", async ({
  newPersona,
  urls: { apiUrl },
}) => {
  const ada = await newPersona("Ada");
  const { page } = ada;
  for (const title of ["Last", "After", "Gone", "Before"]) await callApi(ada, `${apiUrl}/v1/tasks`, "POST", { title });
  await page.reload();
  await page.getByRole("link", { name: "Gone" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).press("Enter");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(taskRow(page, "Gone")).toHaveCount(0);
  await expect(page).toHaveURL("/tasks");
  await expect(page.getByRole("link", { name: "After" })).toBeFocused();
});
