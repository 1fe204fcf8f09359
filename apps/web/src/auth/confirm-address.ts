import { account, session as sessions, user as users, verification } from "@claimcheck/database/schema/auth";
import { APIError, getSessionFromCtx } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { and, eq } from "drizzle-orm";
import { accountKey } from "./account-limits.ts";
import type { AuthDatabase } from "./database.ts";
import type { HookContext } from "./hook-context.ts";
import { rememberDevice } from "./known-device.ts";
import { consumeLink, type MailLink } from "./mail-links.ts";
import { confirmationOf, signUpCookie } from "./sign-up-browser.ts";

type Confirmed = { link: MailLink; token: string; newPassword: string | undefined };

/**
 * Confirms the address of a new account and signs in, once. In any browser but the one that signed it up only with a new
 * password, which replaces the one from the sign-up: that one may be a stranger's. An address that is confirmed already
 * signs nobody in.
 * Throws a 400: `INVALID_TOKEN` if the link doesn't work any more, `NEW_PASSWORD_NEEDED`.
 */
export async function confirmAddress(ctx: HookContext, db: AuthDatabase, { link, token, newPassword }: Confirmed) {
  const { userId, email } = link;
  const { internalAdapter, password } = ctx.context;
  const cookie = ctx.getCookie(signUpCookie(ctx.context).name) ?? undefined;
  const [user, state] = [await internalAdapter.findUserById(userId), await confirmationOf(db, userId, cookie)];
  if (user?.email !== email) throw gone();
  if (state === "confirmed") {
    if (!(await consumeLink(db, token))) throw gone();
    return;
  }
  if (state !== "here" && newPassword === undefined) {
    const message = "This account was signed up in another browser: send a newPassword for it";
    throw new APIError("BAD_REQUEST", { code: "NEW_PASSWORD_NEEDED", message });
  }
  const hash = newPassword === undefined ? undefined : await password.hash(newPassword);
  await db.transaction(async (tx) => {
    if (!(await consumeLink(tx, token))) throw gone();
    if (hash !== undefined) {
      const own = and(eq(account.userId, userId), eq(account.providerId, "credential"));
      await tx.update(account).set({ password: hash, updatedAt: new Date() }).where(own);
      await tx.delete(sessions).where(eq(sessions.userId, userId));
      // Links to a new password.
      await tx.delete(verification).where(eq(verification.value, userId));
    }
    const unconfirmed = and(eq(users.id, userId), eq(users.email, email), eq(users.emailVerified, false));
    const { rowCount } = await tx.update(users).set({ emailVerified: true, updatedAt: new Date() }).where(unconfirmed);
    if (rowCount !== 1) throw gone();
  });
  const before = await getSessionFromCtx(ctx);
  if (before) await internalAdapter.deleteSession(before.session.token);
  const session = await internalAdapter.createSession(userId);
  await setSessionCookie(ctx, { session, user: { ...user, emailVerified: true } });
  await rememberDevice(ctx, accountKey(email));
}

/** Used, ended or made up: nobody has to know which. */
export function gone(): APIError {
  return new APIError("BAD_REQUEST", { code: "INVALID_TOKEN", message: "The link doesn't work any more" });
}
