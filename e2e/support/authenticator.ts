import type { Page } from "@playwright/test";

/** A device that keeps passkeys and says yes, as the browser's own virtual authenticator. */
export async function addAuthenticator(page: Page) {
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
