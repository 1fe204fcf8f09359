import { APIError, createAuthMiddleware } from "better-auth/api";
import type { AccountLimits } from "./account-limits.ts";
import type { AccountMail } from "./account-mail.ts";
import type { AuditHooks } from "./audit.ts";
import { callerIpHeader } from "./caller-ip.ts";
import { proveOwner } from "./own-proof.ts";
import { assertOwnPasskey } from "./passkeys.ts";
import { assertShort } from "./person-rules.ts";
import { assertPlainRequest } from "./providers.ts";

/** What happens before and after endpoints of Better Auth. */
export function endpointHooks({
  audit,
  limits,
  mail,
}: {
  audit: AuditHooks;
  limits: AccountLimits;
  mail: AccountMail;
}) {
  return {
    before: createAuthMiddleware(async (ctx) => {
      const { path, body } = ctx;
      // Before anything is looked up, or an address that has an account would be told by another answer.
      if (path === "/sign-up/email") assertShort({ name: body?.name, email: body?.email });
      if (path === "/sign-in/social" || path === "/link-social") assertPlainRequest(body);
      await proveOwner(ctx, limits);
      if (path === "/passkey/delete-passkey") await assertOwnPasskey(ctx);
      await limits.count(path, body);
    }),

    after: createAuthMiddleware(async ({ path, body, headers, context }) => {
      const refused = context.returned instanceof APIError ? context.returned : undefined;
      const code = refused?.body?.code;
      const user = context.session?.user;
      if (path === "/sign-in/email") {
        const email = String(body?.email ?? "");
        if (code === "INVALID_EMAIL_OR_PASSWORD") await audit.signInFailed(email, headers?.get(callerIpHeader));
        else if (!refused || code === "EMAIL_NOT_VERIFIED") await limits.forgetGuesses(email);
      } else if (user && !refused && ["/change-password", "/change-email"].includes(path)) {
        await limits.forgetGuesses(user.email);
      }
      if (path === "/change-password" && !refused && user) mail.passwordChanged(user.email);
    }),
  };
}
