import { user as users } from "@claimcheck/database/schema/auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { betterAuth } from "better-auth/minimal";
import { admin } from "better-auth/plugins/admin";
import { bearer } from "better-auth/plugins/bearer";
import { eq } from "drizzle-orm";
import type { WebConfig } from "../config.ts";
import { accessTokens } from "./access-tokens.ts";
import { accountKey, accountLimits } from "./account-limits.ts";
import { type AccountMail, mailOptions } from "./account-mail.ts";
import { auditHooks } from "./audit.ts";
import { callerIpHeader } from "./caller-ip.ts";
import { cookiePrefix } from "./cookie-prefix.ts";
import { type AuthDatabase, schema } from "./database.ts";
import { endpointHooks } from "./endpoint-hooks.ts";
import { ownsAccount } from "./known-device.ts";
import { authLog } from "./log.ts";
import { dropResetLinks, keepResetToken, linkLife } from "./mail-links.ts";
import { ownEndpoints } from "./own-endpoints.ts";
import { freshFor } from "./own-proof.ts";
import { passkeys } from "./passkeys.ts";
import { maxPasswordLength, minPasswordLength } from "./passwords.ts";
import { assertShort } from "./person-rules.ts";
import { providers } from "./providers.ts";
import { rateLimits } from "./rate-limit.ts";
import { browserHash } from "./sign-up-browser.ts";
import type { Grants } from "./token-grant.ts";

const hour = 3600;

/** Longer than any browser's; the account page shows what it says. */
const maxUserAgentLength = 300;

/** A provider is asked who somebody is, once. What could ask it for more isn't kept. */
const withoutTokens = { data: { accessToken: null, refreshToken: null, idToken: null } };

/**
 * The issuer: signs people in and mints their access tokens.
 * Takes the settings and the database; opens nothing until it is used.
 */
export function createAuth(config: WebConfig, db: AuthDatabase, grants: Grants, mail: AccountMail) {
  const audit = auditHooks(db);
  const limits = accountLimits(db);
  const newResetToken = async (userId: string): Promise<string> => keepResetToken(await auth.$context, userId);
  const signedUpAgain = mail.existingUserSignUp(newResetToken);
  const auth = betterAuth({
    appName: "Claimcheck",
    baseURL: config.BETTER_AUTH_URL,
    trustedOrigins: [config.BETTER_AUTH_URL],
    secrets: config.BETTER_AUTH_SECRETS,
    database: drizzleAdapter(db, { provider: "pg", schema, transaction: true }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength,
      maxPasswordLength,
      requireEmailVerification: true,
      onExistingUserSignUp: signedUpAgain,
      sendResetPassword: mail.sendResetPassword,
      resetPasswordTokenExpiresIn: linkLife,
      revokeSessionsOnPasswordReset: true,
      onPasswordReset: async ({ user }, request) => {
        await audit.passwordReset(user.id, request?.headers.get(callerIpHeader));
        // Whoever followed the link reads the mail of that address.
        if (!user.emailVerified) await db.update(users).set({ emailVerified: true }).where(eq(users.id, user.id));
        await dropResetLinks(db, user.id);
        await limits.passwordWasReset(user.email);
        if (request) ownsAccount(request, accountKey(user.email));
        mail.passwordChanged(user.email);
      },
    },
    emailVerification: mailOptions(mail),
    // Who reads the database can't follow a link that is under way. What else stands there needs a signed cookie, too.
    verification: {
      storeIdentifier: { default: "plain", overrides: { "reset-password:": "hashed" } },
      // mail-links.ts does it, off the path of requests.
      disableCleanup: true,
    },
    account: {
      accountLinking: {
        // Who is signed in may add an account with another address; without a session both have to be confirmed.
        allowDifferentEmails: true,
      },
      encryptOAuthTokens: true,
      updateAccountOnSignIn: false,
      additionalFields: { signUpBrowser: { type: "string", required: false, input: false, returned: false } },
    },
    user: {
      validateUserInfo: ({ user, source }) => {
        // Its owner could never get rid of the stranger who came first.
        if (source.method === "oauth" && source.action !== "sign-in" && !user.emailVerified) {
          return { error: "email_not_verified" };
        }
      },
      changeEmail: { enabled: true },
      deleteUser: { enabled: true, afterDelete: async ({ email }) => mail.accountDeleted(email) },
      additionalFields: {
        // Given by Postgres. Without `input: false` a request could set it.
        uuid: { type: "string", required: false, input: false },
      },
    },
    databaseHooks: {
      account: {
        create: {
          before: async (_, ctx) => ({
            data: { ...withoutTokens.data, signUpBrowser: browserHash(ctx?.request) },
          }),
          after: async ({ userId, providerId }) => {
            if (providerId !== "credential") mail.providerLinked(userId, providerId);
          },
        },
        update: { before: async () => withoutTokens },
      },
      user: {
        create: { before: async (user) => assertShort(user) },
        update: { before: async (user) => assertShort(user) },
      },
      session: {
        create: { before: async ({ userAgent }) => ({ data: { userAgent: userAgent?.slice(0, maxUserAgentLength) } }) },
        delete: {
          after: async (session, ctx) => audit.sessionEnded(session, ctx?.path, ctx?.context.session?.session.id),
        },
      },
    },
    hooks: endpointHooks({ db, audit, limits, mail, signedUpAgain }),
    session: {
      expiresIn: config.SESSION_LIFE,
      freshAge: freshFor,
      updateAge: Math.min(hour, Math.floor(config.SESSION_LIFE / 7)),
      // A cached session would keep minting tokens after it was revoked.
      cookieCache: { enabled: false },
    },
    rateLimit: rateLimits(db, config.TRUSTED_IP_HEADER !== undefined),
    advanced: {
      // A session with its person, and a person with their password, in one statement each.
      database: { joins: true },
      // Cookies ignore the port: another app on localhost must not overwrite ours.
      cookiePrefix: cookiePrefix(config.BETTER_AUTH_URL),
      // Better Auth would put `__Secure-` in front, which any subdomain may set.
      useSecureCookies: false,
      defaultCookieAttributes: { secure: config.BETTER_AUTH_URL.startsWith("https:"), path: "/" },
      ipAddress: { ipAddressHeaders: [callerIpHeader] },
      disableCSRFCheck: false,
      disableOriginCheck: false,
    },
    telemetry: { enabled: false },
    logger: authLog,
    // To handle.ts, which answers it; otherwise the router prints the statement with all it carried.
    onAPIError: { throw: true, errorURL: `${config.BETTER_AUTH_URL}/sign-in` },
    plugins: [
      accessTokens(config, db, grants),
      // For scripts and mobile apps: only a session token that carries our signature, never the bare one.
      bearer({ requireSignature: true }),
      ownEndpoints(db, mail),
      passkeys(config),
      providers(config),
      // handle.ts opens four of its endpoints; the others could set a uuid or mint another person's tokens.
      admin({ bannedUserMessage: "The account is disabled" }),
    ],
  });
  return auth;
}

export type Auth = ReturnType<typeof createAuth>;
