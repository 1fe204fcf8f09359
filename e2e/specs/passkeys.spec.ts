import type { Page } from "@playwright/test";
import { alertOf } from "../support/enter.ts";
import { expect, test } from "../support/fixtures.ts";

/** A device that keeps passkeys and says yes, as the browser's own virtual authenticator. */
async function addAuthenticator(page: Page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2" as const,
    transport: "internal" as const,
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  return {
    cdp,
    authenticatorId,
    /** Gives its passkeys to another device, as a synced account would. */
    copyTo: async (other: { cdp: typeof cdp; authenticatorId: string }) => {
      const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
      for (const credential of credentials) {
        await other.cdp.send("WebAuthn.addCredential", { authenticatorId: other.authenticatorId, credential });
      }
    },
  };
}

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
  await later.context.clearCookies();
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
