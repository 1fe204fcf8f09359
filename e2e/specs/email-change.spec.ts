import type { Page } from "@playwright/test";
import { alertOf, signIn, wordsOf } from "../support/enter.ts";
import { expect, test } from "../support/fixtures.ts";
import { newEmail } from "../support/persona.ts";
import { sql } from "../support/sql.ts";

const emailPart = (page: Page) => page.getByRole("region", { name: "Email", exact: true });

test("a new address counts once its link was followed by whom it belongs to; one that is taken reads the same", async ({
  newPersona,
  newVisitor,
  mailOf,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const wanted = newEmail("Countess");
  const section = emailPart(ada.page);
  const ask = async (email: string) => {
    await ada.page.goto("/account");
    await section.getByLabel("New email").fill(email);
    await section.getByLabel("Your password", { exact: true }).fill(ada.password);
    await section.getByRole("button", { name: "Change email" }).click();
    await expect(section.getByText(`We sent a mail to ${email}`)).toBeVisible();
    return wordsOf(section, email);
  };
  expect(await ask(bob.email)).toBe(await ask(wanted));
  await ada.page.reload();
  await expect(section.getByText(`We sent a mail to ${wanted}`)).toBeVisible();
  await expect(section.getByText(ada.email, { exact: true })).toBeVisible();

  const link = await mailOf(wanted).link(/Confirm/);
  await bob.page.goto(link);
  await expect(alertOf(bob.page)).toContainText("Sign in to the account that is to have this address");
  await ada.page.goto(link);
  await expect(ada.page).toHaveURL("/account");
  await expect(section.getByText(wanted, { exact: true })).toBeVisible();
  await expect(section.getByText("We sent a mail")).toHaveCount(0);
  await mailOf(ada.email).mail(/changed/);

  const { page } = await newVisitor();
  await signIn(page, { email: wanted, password: ada.password });
  await expect(page).toHaveURL("/tasks");
});

test("the mail to a new address can be sent once more, after a wait, also without scripts", async ({
  newPersona,
  newVisitor,
  mailOf,
  urls: { ownerUrl },
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const wanted = newEmail("Countess");
  const section = emailPart(ada.page);
  await ada.page.goto("/account");
  await section.getByLabel("New email").fill(wanted);
  await section.getByLabel("Your password", { exact: true }).fill(ada.password);
  await section.getByRole("button", { name: "Change email" }).click();
  const again = section.getByRole("button", { name: /^Send again/ });
  await expect(again).toHaveText(/^Send again in \d+ seconds?$/);
  await expect(again).toHaveAttribute("aria-disabled", "true");
  await mailOf(ada.email).mail(/asked for/);
  await mailOf(wanted).mail(/Confirm/);

  // A minute ago, as the browser was told.
  const { context, page } = await newVisitor({
    javaScriptEnabled: false,
    storageState: await ada.context.storageState(),
  });
  const mails = async () => (await mailOf(wanted).list()).length;
  const plain = emailPart(page).getByRole("button", { name: /^Send again/ });
  await page.goto("/account");
  // Nothing but the server keeps it from being sent.
  await plain.click({ force: true });
  await expect(emailPart(page).getByText("The last mail may still be on its way.")).toBeVisible();
  expect(await mails()).toBe(1);
  const cookie = (await context.cookies()).find(({ name }) => name.endsWith("sent_mail"));
  if (!cookie?.value.includes("%26at%3D")) throw new Error("The browser doesn't know of the mail");
  await context.addCookies([{ ...cookie, value: cookie.value.replace(/(?<=%26at%3D)\d+/, `${Date.now() - 61_000}`) }]);
  await page.goto("/account");
  await expect(plain).toHaveText("Send again");
  await plain.click();
  await expect(emailPart(page).getByText("Sent once more.")).toBeVisible();
  await expect.poll(mails).toBe(2);

  await ada.page.goto(await mailOf(wanted).link(/Confirm/));
  await expect(ada.page).toHaveURL("/account");
  await expect(section.getByText(wanted, { exact: true })).toBeVisible();
  expect(await sql(ownerUrl, `select 1 from "user" where email = $1`, [bob.email])).toHaveLength(1);
});
