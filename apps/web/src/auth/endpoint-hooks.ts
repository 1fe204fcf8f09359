import { user as users } from "@claimcheck/database/schema/auth";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { eq } from "drizzle-orm";
import { type AccountLimits, accountKey } from "./account-limits.ts";
import type { AccountMail } from "./account-mail.ts";
import type { AuditHooks } from "./audit.ts";
import { assertFields } from "./body-rules.ts";
import { callerIpHeader } from "./caller-ip.ts";
import type { AuthDatabase } from "./database.ts";
import { rememberDevice, rememberOwner } from "./known-device.ts";
import { dropResetLinks } from "./mail-links.ts";
import { proveOwner, provingPaths } from "./own-proof.ts";
import { assertOwnPasskey } from "./passkeys.ts";
import { assertNewPassword } from "./passwords.ts";
import { assertAddress } from "./person-rules.ts";
import { identifyBrowser, rememberBrowser } from "./sign-up-browser.ts";

type Parts = {
  db: AuthDatabase;
  audit: AuditHooks;
  limits: AccountLimits;
  mail: AccountMail;
  signedUpAgain: ReturnType<AccountMail["existingUserSignUp"]>;
};

/** What happens before and after endpoints of Better Auth. */
export function endpointHooks({ db, audit, limits, mail, signedUpAgain }: Parts) {
  return {
    before: createAuthMiddleware(async (ctx) => {
      const { path, body } = ctx;
      assertFields(path, body);
      assertAddress(path, body);
      assertNewPassword(path, body);
      await proveOwner(ctx, limits);
      if (/^\/passkey\/(update|delete)-passkey$/.test(path)) await assertOwnPasskey(ctx);
      await limits.beforeRequest(ctx);
      if (path === "/sign-up/email") identifyBrowser(ctx);
      // A stranger who knows the old password may be signed in elsewhere: the caller can't choose to keep those sessions.
      return path === "/change-password" ? { context: { body: { revokeOtherSessions: true } } } : undefined;
    }),

    after: createAuthMiddleware(async (ctx) => {
      const { path, body, headers, context } = ctx;
      const refused = context.returned instanceof APIError ? context.returned.body?.code : undefined;
      const done = !(context.returned instanceof APIError);
      const email = String(body?.email ?? "");
      const user = context.session?.user;
      const signedUp = path === "/sign-up/email" && (done || refused === "FAILED_TO_CREATE_USER");
      if (signedUp) rememberBrowser(ctx);
      if (path === "/sign-up/email" && refused === "FAILED_TO_CREATE_USER") {
        // If another sign-up of the address was quicker by a moment, this one answers like any that comes after it: to be
        // refused would tell that nobody had the address.
        const [taken] = await db.select().from(users).where(eq(users.email, email.toLowerCase()));
        if (!taken) return;
        await signedUpAgain({ user: taken });
        return Response.json({ status: true });
      }
      if (path === "/sign-in/email") {
        const unconfirmed = refused === "EMAIL_NOT_VERIFIED";
        if (unconfirmed || refused === "INVALID_EMAIL_OR_PASSWORD")
          await audit.signInFailed(email, headers?.get(callerIpHeader));
        // As answers.ts makes them read alike, an unconfirmed address counts like a wrong password.
        if (done) {
          await limits.passwordWasRight(ctx, email);
          await rememberDevice(ctx, accountKey(email));
        }
      }
      if (done && path === "/reset-password") await rememberOwner(ctx);
      if (done && user && provingPaths.has(path)) await limits.proofWasRight(user.email);
      if (done && user && path === "/change-password") {
        await dropResetLinks(db, user.id);
        mail.passwordChanged(user.email);
      }
      // Also where the new address is somebody's, which who asks mustn't be able to tell.
      if (done && user && path === "/change-email") mail.emailChangeAsked(user.email);
      if (done && user && path === "/passkey/verify-registration") mail.passkeyAdded(user.email);
    }),
  };
}
