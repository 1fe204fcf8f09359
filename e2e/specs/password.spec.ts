import { alertOf, leave, signIn, wordsOf } from "../support/enter.ts";
import { expect, test } from "../support/fixtures.ts";
import { newEmail } from "../support/persona.ts";
import { sql } from "../support/sql.ts";

const newPassword = "quite another few words";
const choose = /choose a new password/i;

test("asking for a new password reads the same for known and unknown addresses; only the known one gets a mail", async ({
  newPersona,
  newVisitor,
  mailOf,
}) => {
  const ada = await newPersona("Ada");
  const unknown = newEmail("Bob");
  const pages: string[] = [];
  for (const email of [unknown, ada.email]) {
    const { page } = await newVisitor();
    await page.goto("/sign-in");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await expect(page).toHaveURL("/forgot-password");
    await page.getByLabel("Email").fill(email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(page).toHaveURL("/check-mail");
    pages.push(await wordsOf(page.getByRole("main"), email));
  }
  expect(pages[0]).toBe(pages[1]);
  await mailOf(ada.email).mail(choose);
  expect(await mailOf(unknown).list()).toEqual([]);
});

test("a mailed link sets a new password once, ends every session, and leads to a new one when it was used", async ({
  newPersona,
  newVisitor,
  mailOf,
  urls: { ownerUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = await newVisitor();
  await page.goto("/forgot-password");
  await page.getByLabel("Email").fill(ada.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page).toHaveURL("/check-mail");
  const link = await mailOf(ada.email).link(choose);

  await page.goto(link);
  const secret = page.getByLabel("New password", { exact: true });
  await expect(secret).toHaveAttribute("autocomplete", "new-password");
  await expect(page.locator("input[autocomplete=username]")).toHaveValue(ada.email);
  await secret.fill(newPassword);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Your password is changed")).toBeVisible();

  await ada.page.goto("/tasks");
  await expect(ada.page).toHaveURL(/\/sign-in/);
  await bob.page.goto("/tasks");
  await expect(bob.page).toHaveURL("/tasks");
  await signIn(page, ada);
  await expect(alertOf(page)).toContainText("isn’t right");
  await signIn(page, { ...ada, password: newPassword });
  await expect(page).toHaveURL("/tasks");

  const other = await newVisitor();
  await other.page.goto(link);
  await expect(other.page.getByRole("heading", { name: "This link has ended" })).toBeVisible();
  await sql(ownerUrl, "delete from rate_limit where key like 'mail%'");
  await other.page.getByLabel("Email").fill(ada.email);
  await other.page.getByRole("button", { name: "Send a new one" }).click();
  await expect(other.page).toHaveURL("/check-mail");
  await expect.poll(() => mailOf(ada.email).link(choose)).not.toBe(link);
});

test("who has forgotten the password while signed in asks for a link, too, and who signs in there next reads nothing of it", async ({
  newPersona,
  mailOf,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  await page.goto("/account");
  await page.getByRole("link", { name: "Forgot it?" }).click();
  await expect(page).toHaveURL("/forgot-password");
  await expect(page.getByLabel("Email")).toHaveValue(ada.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page).toHaveURL("/check-mail");
  await expect(page.getByText(`We sent a mail to ${ada.email}`)).toBeVisible();
  await mailOf(ada.email).link(choose);

  // Without signing out, which would forget it.
  await leave(page);
  await page.context().clearCookies({ name: /session_token$/ });
  await signIn(page, bob);
  await expect(page).toHaveURL("/tasks");
  await page.goto("/check-mail");
  await expect(page).toHaveURL("/tasks");
  await page.goto("/forgot-password");
  await expect(page.getByLabel("Email")).toHaveValue(bob.email);
});

test("a password is changed with the current one, and signs out the other devices if that is wanted", async ({
  newPersona,
  newVisitor,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const phone = await newVisitor();
  await signIn(phone.page, ada);
  await expect(phone.page).toHaveURL("/tasks");

  const { page } = ada;
  await page.goto("/account");
  const section = page.getByRole("region", { name: "Password" });
  await expect(section.locator("input[autocomplete=username]")).toHaveValue(ada.email);
  const current = section.getByLabel("Current password", { exact: true });
  await current.fill(bob.password);
  await section.getByLabel("New password", { exact: true }).fill(newPassword);
  await section.getByRole("button", { name: "Change password" }).click();
  await expect(current).toHaveAccessibleDescription("This isn’t your password.");
  await expect(current).toBeFocused();
  await phone.page.reload();
  await expect(phone.page).toHaveURL("/tasks");
  await leave(phone.page);

  await current.fill(ada.password);
  await section.getByRole("button", { name: "Change password" }).click();
  await expect(section.getByRole("status")).toContainText("All other devices are signed out");
  await expect(current).toHaveValue("");
  await phone.page.goto("/tasks");
  await expect(phone.page).toHaveURL(/\/sign-in/);
  await bob.page.reload();
  await expect(bob.page).toHaveURL("/tasks");
  await signIn(phone.page, { ...ada, password: newPassword });
  await expect(phone.page).toHaveURL("/tasks");
});
