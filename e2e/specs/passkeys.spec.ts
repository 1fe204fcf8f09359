import type { Page } from "@playwright/test";
import { addAuthenticator } from "../support/authenticator.ts";
import { alertOf, loseSession } from "../support/enter.ts";
import { expect, test } from "../support/fixtures.ts";

const section = (page: Page) => page.getByRole("region", { name: "Other ways to sign in" });

test("a passkey is added, named, signs in its owner and nobody else, and no more once it is removed", async ({
  newPersona,
  newVisitor,
}) => {
  const [ada, bob] = [await newPersona("Ada"), await newPersona("Bob")];
  const { page } = ada;
  const device = await addAuthenticator(page);
  await page.goto("/account");
  await section(page).getByRole("button", { name: "Add a passkey" }).click();
  await expect(section(page).getByText("Chrome on Windows")).toBeVisible();
  await section(page).getByText("Rename", { exact: true }).click();
  await section(page).getByLabel("Name").fill("My laptop");
  await section(page).getByRole("button", { name: "Save name" }).click();
  await expect(section(page).getByText("My laptop")).toBeVisible();
  await section(page).getByRole("button", { name: "Add a passkey" }).click();
  await expect(alertOf(page)).toContainText("already has a passkey");
  await bob.page.goto("/account");
  await expect(section(bob.page).getByText("My laptop")).toHaveCount(0);

  const later = await newVisitor();
  await device.copyTo(await addAuthenticator(later.page));
  await later.page.goto("/sign-in?next=%2Faccount");
  await later.page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(later.page).toHaveURL("/account");
  await expect(later.page.getByRole("region", { name: "Profile" }).getByLabel("Name")).toHaveValue("Ada");

  await section(page).getByRole("button", { name: "Remove My laptop" }).click();
  await expect(section(page).getByText("My laptop")).toHaveCount(0);
  await loseSession(later.page);
  await later.page.goto("/sign-in");
  await later.page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(alertOf(later.page)).toContainText("doesn’t belong to an account here");
});

test("a device without a passkey says so in words", async ({ newVisitor }) => {
  const { page } = await newVisitor();
  await addAuthenticator(page);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(alertOf(page)).toContainText("No passkey was used");
});

test("when the script for passkeys doesn’t come, the button says so and can be pressed again", async ({
  newPersona,
  newVisitor,
}) => {
  const [{ page: ada }, { page: visitor }] = [await newPersona("Ada"), await newVisitor()];
  for (const [page, address, name] of [
    [ada, "/account", "Add a passkey"],
    [visitor, "/sign-in", "Use a passkey"],
  ] as const) {
    await addAuthenticator(page);
    let aborted = 0;
    await page.route("**/_next/static/chunks/**", async (route) => {
      const response = await route.fetch();
      if (!(await response.text()).includes("generate-authenticate-options")) return route.fulfill({ response });
      aborted += 1;
      return route.abort();
    });
    await page.goto(address);
    const button = page.getByRole("button", { name });
    for (const _ of [1, 2]) {
      await button.click();
      await expect(alertOf(page)).toContainText("Try again in a moment.");
      await expect(button).toHaveAttribute("aria-busy", "false");
    }
    expect(aborted).toBeGreaterThan(0);
  }
});
