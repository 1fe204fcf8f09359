import { alertOf, signIn, signUp, wordsOf } from "../support/enter.ts";
import { expect, test } from "../support/fixtures.ts";
import { newEmail } from "../support/persona.ts";
import { sql } from "../support/sql.ts";

const password = "a few words are better";
const confirm = /Confirm your address/;

test("a known and an unknown address lead to the same page, and only the owner's mail tells them apart", async ({
  newPersona,
  newVisitor,
  mailOf,
}) => {
  const ada = await newPersona("Ada");
  const unknown = newEmail("Bob");
  const pages: string[] = [];
  for (const email of [ada.email, unknown]) {
    const { page } = await newVisitor();
    await signUp(page, { name: "Somebody", email, password });
    await expect(page).toHaveURL("/check-mail");
    pages.push(await wordsOf(page.getByRole("main"), email));
  }
  expect(pages[0]).toBe(pages[1]);

  const { Text } = await mailOf(ada.email).mail(/already have an account/i);
  expect(Text).toContain("sign-in");
  await mailOf(unknown).mail(confirm);
  // The stranger's name and password changed nothing.
  await ada.page.goto("/account");
  await expect(ada.page.getByLabel("Name", { exact: true })).toHaveValue("Ada");
});

test("following the mailed link signs in and ends on the page that was wanted, once", async ({
  newVisitor,
  mailOf,
}) => {
  const { page } = await newVisitor();
  const email = newEmail("Ada");
  await page.goto("/tasks?status=done");
  await page.getByRole("link", { name: "Create one" }).click();
  await expect(page).toHaveURL(/\/sign-up/);
  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL("/check-mail");
  const link = await mailOf(email).link(confirm);
  await page.goto(link);
  await expect(page).toHaveURL("/tasks?status=done");

  const other = await newVisitor();
  await other.page.goto(link);
  await expect(other.page.getByRole("heading", { name: "This link has ended" })).toBeVisible();
  await other.page.goto("/tasks");
  await expect(other.page).toHaveURL(/\/sign-in/);
});

test("a link that is opened in another browser asks for a password, which replaces the one from the sign-up", async ({
  newVisitor,
  newPersona,
  mailOf,
}) => {
  const mallory = await newVisitor();
  const bob = await newPersona("Bob");
  const email = newEmail("Ada");
  await signUp(mallory.page, { name: "Mallory", email, password });
  const link = await mailOf(email).link(confirm);

  const { page } = await newVisitor({ javaScriptEnabled: false });
  await page.goto(link);
  const secret = page.getByLabel("New password", { exact: true });
  await expect(page.locator("input[autocomplete=username]")).toHaveValue(email);
  const send = page.getByRole("button", { name: "Set password and sign in" });
  await secret.fill("iloveyou");
  await send.click();
  await expect(secret).toHaveAccessibleDescription(/easy to guess/);
  await secret.fill("the owner’s own words");
  await send.click();
  await expect(page).toHaveURL("/tasks");

  await signIn(mallory.page, { email, password });
  await expect(alertOf(mallory.page)).toContainText("isn’t right");
  await bob.page.reload();
  await expect(bob.page).toHaveURL("/tasks");
});

test("a link that is too old says so and a new one is sent from there", async ({
  newVisitor,
  mailOf,
  urls: { ownerUrl },
}) => {
  const { page } = await newVisitor();
  const [ada, bob] = [newEmail("Ada"), newEmail("Bob")];
  await signUp(page, { email: ada, password });
  const old = await mailOf(ada).link(confirm);
  const other = await newVisitor();
  await signUp(other.page, { email: bob, password });
  const bobs = await mailOf(bob).link(confirm);

  const hourAgo = "now() - interval '1 hour'";
  await sql(ownerUrl, `update verification set expires_at = ${hourAgo} where value like '%' || $1 || '%'`, [ada]);
  await sql(ownerUrl, "delete from rate_limit where key like 'mail%'");
  await page.goto(old);
  await expect(page.getByRole("heading", { name: "This link has ended" })).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(ada);
  await page.getByRole("button", { name: "Send a new one" }).click();
  await expect(page).toHaveURL("/check-mail");
  await expect.poll(async () => (await mailOf(ada).list()).length).toBe(2);
  await page.goto(await mailOf(ada).link(confirm));
  await expect(page).toHaveURL("/tasks");

  await other.page.goto(bobs);
  await expect(other.page).toHaveURL("/tasks");
});

test("who signs in before the address is confirmed reads what a wrong password reads, and here a word about the mail", async ({
  newVisitor,
  mailOf,
}) => {
  const { page } = await newVisitor();
  const email = newEmail("Ada");
  await signUp(page, { email, password });
  await signIn(page, { email, password });
  await expect(alertOf(page)).toContainText(
    "isn’t right. If you have just signed up, follow the link in your mail first.",
  );
  await expect(page).toHaveURL("/sign-in");
  await page.getByRole("link", { name: "your mail" }).click();
  await expect(page).toHaveURL("/check-mail");
  await expect(page.getByText(email)).toBeVisible();

  const other = await newVisitor();
  for (const one of [
    { email, password },
    { email, password: "not the password" },
    { email: newEmail("Bob"), password },
  ]) {
    await signIn(other.page, one);
    await expect(alertOf(other.page)).toHaveText("The email or the password isn’t right.");
  }
  await page.goto(await mailOf(email).link(confirm));
  await expect(page).toHaveURL("/tasks");
});

test("the mail can be sent again after a wait that the page counts down", async ({ newVisitor, mailOf }) => {
  const { page } = await newVisitor();
  const email = newEmail("Ada");
  await page.clock.install();
  await signUp(page, { email, password });
  const again = page.getByRole("button", { name: /^Send again/ });
  await expect(again).toHaveText(/^Send again in \d+ seconds$/);
  await expect(again).toBeDisabled();
  await page.clock.runFor("01:01");
  await expect(again).toHaveText("Send again");
  // This page's clock ran ahead: the server still waits, and says how long.
  await again.click();
  await expect(alertOf(page)).toContainText(/Try again in \d+ seconds/);
  expect(await mailOf(email).list()).toHaveLength(1);
});

test("the page links to the caught mail where mail is caught", async ({ newVisitor, urls: { mailUrl } }) => {
  const { page } = await newVisitor();
  const email = newEmail("Ada");
  await signUp(page, { email, password });
  const link = await page.getByRole("link", { name: "open the caught mail" }).getAttribute("href");
  const { origin, pathname, search } = new URL(link ?? "");
  expect(`${origin}${pathname}`).toBe(`${mailUrl}/view/latest`);
  // What it looks for is asked of what catches mail, which may show it by a script of its own.
  await expect.poll(async () => (await page.request.get(`${mailUrl}/api/v1/search${search}`)).text()).toContain(email);
});
