import { expect, test } from "../support/fixtures.ts";
import { newEmail } from "../support/persona.ts";
import { addTask, taskRow } from "../support/tasks.ts";

test("a person signs up, keeps tasks, signs out and finds them again after signing in", async ({ newVisitor }) => {
  const { page } = await newVisitor();
  const ada = { email: newEmail("Ada"), password: crypto.randomUUID() };
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password", { exact: true }).fill(ada.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/tasks");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();

  await addTask(page, "Buy bread");
  await addTask(page, "Call the bank");
  await taskRow(page, "Buy bread").getByRole("checkbox").check();

  await taskRow(page, "Call the bank")
    .getByRole("button", { name: /^Rename/ })
    .click();
  const title = page.getByRole("textbox", { name: /^Title of/ });
  await expect(title).toHaveValue("Call the bank");
  await title.fill("Write to the bank");
  await title.press("Enter");
  await expect(taskRow(page, "Write to the bank")).toBeVisible();

  await addTask(page, "A mistake");
  await taskRow(page, "A mistake")
    .getByRole("button", { name: /^Delete/ })
    .click();
  await expect(taskRow(page, "A mistake")).toHaveCount(0);

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await page.goto("/tasks");
  await page.waitForURL("**/sign-in?next=%2Ftasks");

  const later = await newVisitor();
  await later.page.goto("/sign-in");
  await later.page.getByLabel("Email").fill(ada.email);
  await later.page.getByLabel("Password", { exact: true }).fill(ada.password);
  await later.page.getByRole("button", { name: "Sign in" }).click();
  await later.page.waitForURL("**/tasks");
  await expect(taskRow(later.page, "Write to the bank").getByRole("checkbox")).not.toBeChecked();
  await expect(taskRow(later.page, "A mistake")).toHaveCount(0);
  await later.page.getByRole("link", { name: "Done" }).click();
  await expect(taskRow(later.page, "Buy bread").getByRole("checkbox")).toBeChecked();
});

test("the first HTML of the tasks page already holds the tasks", async ({ newPersona, browser }) => {
  const ada = await newPersona("Ada");
  await addTask(ada.page, "Seen without scripts");
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await ada.context.storageState(),
  });
  const page = await context.newPage();
  await page.goto(ada.page.url());
  await expect(taskRow(page, "Seen without scripts")).toBeVisible();
  await context.close();
});

test("a wrong password says so without telling whether the address is known", async ({ newPersona, newVisitor }) => {
  const ada = await newPersona("Ada");
  const messages: (string | null)[] = [];
  for (const email of [ada.email, `nobody-${crypto.randomUUID()}@claimcheck.example`]) {
    const { page } = await newVisitor();
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("not-the-password");
    await page.getByRole("button", { name: "Sign in" }).click();
    const alert = page.getByRole("alert").filter({ hasText: /\w/ });
    messages.push(await alert.textContent());
    await expect(page.getByLabel("Email")).toHaveValue(email);
    expect(page.url()).not.toContain("not-the-password");
  }
  expect(messages[0]).toBe(messages[1]);
});

test("sign-in leads back to a page of ours and never to a foreign one", async ({ newPersona, newVisitor }) => {
  const ada = await newPersona("Ada");
  for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const { page } = await newVisitor();
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await page.getByLabel("Email").fill(ada.email);
    await page.getByLabel("Password", { exact: true }).fill(ada.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/tasks");
    expect(new URL(page.url()).origin).toBe(new URL(ada.page.url()).origin);
  }
});
