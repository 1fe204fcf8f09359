import { user as users } from "@claimcheck/database/schema/auth";
import type { BetterAuthOptions } from "better-auth/minimal";
import { eq } from "drizzle-orm";
import type { WebConfig } from "../config.ts";
import { localPath } from "../lib/local-path.ts";
import type { Outbox } from "../mail/outbox.ts";
import * as words from "../mail/words.ts";
import { countMail } from "./account-limits.ts";
import type { AuthDatabase } from "./database.ts";
import { isUnderWay, keepLink, linkLife, type MailLink } from "./mail-links.ts";
import { providerName } from "./provider-name.ts";

type Person = { id: string; email: string; emailVerified: boolean };

type AskedBy = { url: string; token: string };

export type AccountMail = ReturnType<typeof accountMail>;

/**
 * The mails about accounts. Better Auth makes links of its own, to endpoints that anybody's look at the mail would
 * follow and with the address in them; ours lead to pages of ours, which then ask for what is to be done.
 */
export function accountMail({ BETTER_AUTH_URL: origin }: WebConfig, db: AuthDatabase, outbox: Outbox) {
  const page = (path: string, token: string) => `${origin}${path}?token=${token}`;
  const linkTo = async (link: MailLink) => page("/verify-email", await keepLink(db, link));
  const confirmAddress = async (link: MailLink) => ({
    to: link.email,
    words: words.confirmAddress(await linkTo(link)),
  });
  const confirmNewAddress = async (link: MailLink & { newEmail: string }) => ({
    to: link.newEmail,
    words: words.confirmNewAddress(await linkTo(link)),
  });

  return {
    /** Better Auth calls this for a new account and for a new address; `request` tells which. */
    sendVerificationEmail: async ({ user, url }: { user: Person } & AskedBy, request?: Request) => {
      const { id: userId, email } = user;
      const path = request && new URL(request.url).pathname.replace(/^\/api\/auth/, "");
      const next = nextAfter(new URL(url).searchParams.get("callbackURL"));
      if (path === "/change-email") {
        outbox.post("confirm_new_address", async () => {
          const [held] = await db.select({ email: users.email }).from(users).where(eq(users.id, userId));
          if (!held) return undefined;
          return confirmNewAddress({ userId, email: held.email, newEmail: email, next });
        });
        return;
      }
      outbox.post("confirm_address", async () => {
        // Other requests are counted before it comes to this. Signing in has a count of its own: by another's wait one
        // could tell that this address has an account.
        if (path === "/sign-in/email" && (await countMail(db, path, email)) !== null) return undefined;
        return confirmAddress({ userId, email, next });
      });
    },

    /** Looked up here only, so that no request takes longer for an address that somebody has. */
    confirmAddressAgain: (email: string, wanted: string) =>
      outbox.post("confirm_address", async () => {
        const [held] = await db.select().from(users).where(eq(users.email, email));
        if (!held) return undefined;
        if (!held.emailVerified) return confirmAddress({ userId: held.id, email, next: nextAfter(wanted) });
        // Signing the address up makes the same mail.
        if ((await countMail(db, "already_registered", email)) !== null) return undefined;
        return { to: email, words: words.alreadyRegistered(origin) };
      }),

    /** Only where the first one went, which took the password: none went to an address that somebody has. */
    confirmNewAddressAgain: (user: Person, newEmail: string, wanted: string | null) => {
      const link = { userId: user.id, email: user.email, newEmail, next: nextAfter(wanted) };
      outbox.post("confirm_new_address", async () =>
        (await isUnderWay(db, link)) ? confirmNewAddress(link) : undefined,
      );
    },

    sendResetPassword: async ({ user, token }: { user: Person } & AskedBy) => {
      const link = page("/reset-password", token);
      const say = user.emailVerified ? words.resetPassword : words.choosePassword;
      outbox.post("reset_password", async () => ({ to: user.email, words: say(link) }));
    },

    /**
     * An address that has an account is signed up again, which changes nothing of the account. If the address isn't
     * confirmed yet, the account may be a stranger's: the mail then lets its reader choose the password.
     */
    existingUserSignUp: (newResetToken: (userId: string) => Promise<string>) => {
      return async ({ user: { id, email } }: { user: Person }) => {
        outbox.post("already_registered", async () => {
          if ((await countMail(db, "already_registered", email)) !== null) return undefined;
          // Read now: it may have been confirmed, or deleted, since the sign-up.
          const [held] = await db.select({ emailVerified: users.emailVerified }).from(users).where(eq(users.id, id));
          if (!held) return undefined;
          if (held.emailVerified) return { to: email, words: words.alreadyRegistered(origin) };
          return { to: email, words: words.choosePassword(page("/reset-password", await newResetToken(id))) };
        });
      };
    },

    passwordChanged: (to: string) =>
      outbox.post("password_changed", async () => ({ to, words: words.passwordChanged(origin) })),
    passkeyAdded: (to: string) =>
      outbox.post("sign_in_added", async () => ({ to, words: words.signInAdded(origin, "a passkey") })),
    /** Not for the provider that the account was made with, a moment before. */
    providerLinked: (userId: string, provider: string) =>
      outbox.post("sign_in_added", async () => {
        const [held] = await db.select().from(users).where(eq(users.id, userId));
        if (!held || Date.now() - held.createdAt.getTime() < 10_000) return undefined;
        return { to: held.email, words: words.signInAdded(origin, providerName(provider)) };
      }),
    emailChangeAsked: (to: string) =>
      outbox.post("email_change_asked", async () => ({ to, words: words.emailChangeAsked(origin) })),
    emailChanged: (to: string) => outbox.post("email_changed", async () => ({ to, words: words.emailChanged() })),
    accountDeleted: (to: string) => outbox.post("account_deleted", async () => ({ to, words: words.accountDeleted() })),
  };
}

/** Where a link leads on to. "/" is what Better Auth puts there when nobody asked for anything. */
function nextAfter(wanted: string | null): string {
  return (wanted !== "/" && localPath(wanted)) || "/tasks";
}

/** How Better Auth sends its mails. */
export function mailOptions(mail: AccountMail) {
  return {
    sendVerificationEmail: mail.sendVerificationEmail,
    sendOnSignUp: true,
    sendOnSignIn: true,
    expiresIn: linkLife,
  } satisfies BetterAuthOptions["emailVerification"];
}
