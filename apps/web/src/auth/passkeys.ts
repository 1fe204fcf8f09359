import { passkey } from "@better-auth/passkey";
import { APIError } from "better-auth/api";
import type { WebConfig } from "../config.ts";
import { type HookContext, whoAsks } from "./hook-context.ts";

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

/** Better Auth tells somebody else's from one that doesn't exist. Throws a 404 for both. */
export async function assertOwnPasskey(ctx: HookContext): Promise<void> {
  const { user } = await whoAsks(ctx);
  const where = [
    { field: "id", value: String(ctx.body?.id) },
    { field: "userId", value: user.id },
  ];
  if (await ctx.context.adapter.findOne({ model: "passkey", where })) return;
  throw new APIError("NOT_FOUND", { code: "PASSKEY_NOT_FOUND", message: "There is no such passkey" });
}

function assertOwner(userVerified: boolean | undefined): void {
  if (userVerified) return;
  throw new APIError("UNAUTHORIZED", { code: "USER_NOT_VERIFIED", message: "The device didn't check who uses it" });
}
