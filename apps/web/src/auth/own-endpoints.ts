import { session as sessions, user as users } from "@claimcheck/database/schema/auth";
import type { BetterAuthPlugin } from "better-auth";
import {
  APIError,
  createAuthEndpoint,
  formCsrfMiddleware,
  getSessionFromCtx,
  sensitiveSessionMiddleware,
} from "better-auth/api";
import { deleteSessionCookie } from "better-auth/cookies";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { AccountMail } from "./account-mail.ts";
import { confirmAddress, gone } from "./confirm-address.ts";
import type { AuthDatabase } from "./database.ts";
import { consumeLink, dropResetLinks, findLink } from "./mail-links.ts";

/**
 * Endpoints in the place of four of Better Auth's. Theirs confirms an address on GET, so that whatever looks at a mail's
 * links does it, and its link holds the address; theirs mails nothing to an address that is confirmed, so that whoever
 * asks for another mail waits in vain; theirs ends a session by its token, which no page may have; theirs reports a sign-out as done even
 * where the session could not be deleted.
 * And one that it hasn't: the mail to a new address once more, without the password that the first one took.
 */
export function ownEndpoints(db: AuthDatabase, mail: AccountMail) {
  return {
    id: "claimcheck",
    endpoints: {
      verifyEmail: createAuthEndpoint(
        "/verify-email",
        {
          method: "POST",
          body: z.object({ token: z.string().max(100), newPassword: z.string().optional() }),
          use: [formCsrfMiddleware],
        },
        async (ctx) => {
          const { token, newPassword } = ctx.body;
          const link = await findLink(db, token);
          if (!link) throw gone();
          const { userId, email, newEmail, next } = link;
          if (newEmail === undefined) {
            await confirmAddress(ctx, db, { link, token, newPassword });
            return ctx.json({ status: true, next, changed: false });
          }
          const session = await getSessionFromCtx(ctx);
          // A mail to a mistyped address must not give the account to whoever reads it.
          if (session?.user.id !== userId) {
            const message = "Sign in to the account that is to have this address, then follow the link again";
            throw new APIError("UNAUTHORIZED", { code: "SIGN_IN_FIRST", message });
          }
          if (!(await consumeLink(db, token))) throw gone();
          const { internalAdapter } = ctx.context;
          const user = await internalAdapter.findUserById(userId);
          if (user?.email !== email) throw gone();
          const [taken] = await db.select({ id: users.id }).from(users).where(eq(users.email, newEmail));
          if (taken) throw gone();
          await internalAdapter.updateUser(userId, { email: newEmail, emailVerified: true });
          // One that is under way to the old address.
          await dropResetLinks(db, userId);
          mail.emailChanged(email);
          return ctx.json({ status: true, next, changed: true });
        },
      ),

      sendVerificationEmail: createAuthEndpoint(
        "/send-verification-email",
        {
          method: "POST",
          body: z.object({ email: z.email(), callbackURL: z.string().max(2000).default("/") }),
          use: [formCsrfMiddleware],
        },
        async (ctx) => {
          mail.confirmAddressAgain(ctx.body.email.toLowerCase(), ctx.body.callbackURL);
          return ctx.json({ status: true });
        },
      ),

      resendChangeEmail: createAuthEndpoint(
        "/resend-change-email",
        {
          method: "POST",
          body: z.object({ newEmail: z.email(), callbackURL: z.string().max(2000).default("/") }),
          use: [sensitiveSessionMiddleware],
        },
        async (ctx) => {
          const { newEmail, callbackURL } = ctx.body;
          mail.confirmNewAddressAgain(ctx.context.session.user, newEmail.toLowerCase(), callbackURL);
          return ctx.json({ status: true });
        },
      ),

      signOut: createAuthEndpoint("/sign-out", { method: "POST", requireHeaders: true }, async (ctx) => {
        const { authCookies, internalAdapter, secret } = ctx.context;
        const token = await ctx.getSignedCookie(authCookies.sessionToken.name, secret);
        // Where this throws, the answer is 503 and the cookie stays: the session is still open.
        if (token) await internalAdapter.deleteSession(token);
        deleteSessionCookie(ctx);
        return ctx.json({ success: true });
      }),

      revokeSession: createAuthEndpoint(
        "/revoke-session",
        { method: "POST", body: z.object({ id: z.string().max(100) }), use: [sensitiveSessionMiddleware] },
        async (ctx) => {
          const own = and(eq(sessions.id, ctx.body.id), eq(sessions.userId, ctx.context.session.user.id));
          const [held] = await db.select({ token: sessions.token }).from(sessions).where(own);
          if (held) await ctx.context.internalAdapter.deleteSession(held.token);
          return ctx.json({ status: true });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}
