import { passkey } from "@better-auth/passkey";
import { APIError } from "better-auth/api";
import type { WebConfig } from "../config.ts";

/**
 * Signing in with a passkey: bound to our own origin, and only where the device has made sure that it is its owner
 * who uses it. A passkey stands in for the password, so having the device alone must not be enough.
 */
export function passkeys({ BETTER_AUTH_URL }: WebConfig) {
  return passkey({
    rpID: new URL(BETTER_AUTH_URL).hostname,
    rpName: "Claimcheck",
    origin: BETTER_AUTH_URL,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    registration: {
      afterVerification: async ({ verification }) => assertOwner(verification.registrationInfo?.userVerified),
    },
    authentication: {
      afterVerification: async ({ verification }) => assertOwner(verification.authenticationInfo.userVerified),
    },
    advanced: { webAuthnChallengeCookie: "passkey_challenge" },
  });
}

function assertOwner(userVerified: boolean | undefined): void {
  if (userVerified) return;
  throw new APIError("UNAUTHORIZED", { code: "USER_NOT_VERIFIED", message: "The device didn't check who uses it" });
}
