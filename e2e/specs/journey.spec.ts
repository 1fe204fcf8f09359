import { alertOf, signIn, signUp } from "../support/enter.ts";
import { expect, test } from "../support/fixtures.ts";
import { chooseFromAccountMenu } from "../support/header.ts";
import { newEmail } from "../support/persona.ts";
import { addTask, taskRow } from "../support/tasks.ts";

test("a person signs up, keeps tasks, signs out and finds them again after signing in", async ({
  newVisitor,
  mailOf,
}) => {
  const { page } = await newVisitor();
  const ada = { email: newEmail("Ada"), password: crypto.randomUUID() };
  await signUp(page, ada);
  await page.goto(await mailOf(ada.email).link(/Confirm your address/));
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

  await chooseFromAccountMenu(page, "Sign out");
  await page.waitForURL("**/sign-in");
  await page.goto("/tasks");
  await page.waitForURL("**/sign-in?next=%2Ftasks");

  const later = await newVisitor();
  await signIn(later.page, ada);
  await later.page.waitForURL("**/tasks");
  await expect(taskRow(later.page, "Write to the bank").getByRole("checkbox")).not.toBeChecked();
  await expect(taskRow(later.page, "A mistake")).toHaveCount(0);
  await later.page.getByRole("link", { name: "Done" }).click();
  await expect(taskRow(later.page, "Buy bread").getByRole("checkbox")).toBeChecked();
});

test("the first HTML of the tasks page already holds the tasks", async ({ newPersona, newVisitor }) => {
  const ada = await newPersona("Ada");
  await addTask(ada.page, "Seen without scripts");
  const { page } = await newVisitor({ javaScriptEnabled: false, storageState: await ada.context.storageState() });
  await page.goto(ada.page.url());
  await expect(taskRow(page, "Seen without scripts")).toBeVisible();
});

test("a wrong password says so without telling whether the address is known", async ({ newPersona, newVisitor }) => {
  const ada = await newPersona("Ada");
  const messages: (string | null)[] = [];
  for (const email of [ada.email, `nobody-${crypto.randomUUID()}@claimcheck.example`]) {
    const { page } = await newVisitor();
    await signIn(page, { email, password: "not-the-password" });
    messages.push(await alertOf(page).textContent());
    await expect(page.getByLabel("Email")).toHaveValue(email);
    expect(page.url()).not.toContain("not-the-password");
  }
  expect(messages[0]).toBe(messages[1]);
});

test("sign-in leads back to a page of ours and never to a foreign one", async ({ newPersona, newVisitor }) => {
  const ada = await newPersona("Ada");
  for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    const { page } = await newVisitor();
    await signIn(page, ada, next);
    await page.waitForURL("**/tasks");
    expect(new URL(page.url()).origin).toBe(new URL(ada.page.url()).origin);
  }
});
