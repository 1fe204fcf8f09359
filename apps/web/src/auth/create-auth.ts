import { maxNameLength } from "@claimcheck/contract/claims";
import * as schema from "@claimcheck/database/schema/auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { admin } from "better-auth/plugins/admin";
import { bearer } from "better-auth/plugins/bearer";
import type { WebConfig } from "../config.ts";
import { accessTokens } from "./access-tokens.ts";
import { auditHooks } from "./audit.ts";
import { callerIpHeader } from "./caller-ip.ts";
import { cookiePrefix } from "./cookie-prefix.ts";
import type { AuthDatabase } from "./database.ts";
import { authLog } from "./log.ts";
import { rateLimits } from "./rate-limit.ts";
import type { Grants } from "./token-grant.ts";

const day = 86_400;
const maxEmailLength = 320;

/**
 * The issuer: signs people in and mints their access tokens.
 * Takes the settings and the database; opens nothing until it is used.
 */
export function createAuth(config: WebConfig, db: AuthDatabase, grants: Grants) {
  const audit = auditHooks(db);
  return betterAuth({
    appName: "Claimcheck",
    baseURL: config.BETTER_AUTH_URL,
    trustedOrigins: [config.BETTER_AUTH_URL],
    secrets: config.BETTER_AUTH_SECRETS,
    database: drizzleAdapter(db, { provider: "pg", schema, transaction: true }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 8,
      maxPasswordLength: 128,
      autoSignIn: true,
      revokeSessionsOnPasswordReset: true,
    },
    user: {
      additionalFields: {
        // Given by Postgres. Without `input: false` a request could set it.
        uuid: { type: "string", required: false, input: false },
      },
    },
    databaseHooks: {
      user: {
        create: { before: async (user) => assertShort(user) },
        update: { before: async (user) => assertShort(user) },
      },
      session: {
        delete: {
          after: async (session, ctx) => audit.sessionEnded(session, ctx?.path, ctx?.context.session?.session.id),
        },
      },
    },
    hooks: { after: audit.afterEndpoint },
    session: {
      expiresIn: config.SESSION_LIFE,
      updateAge: Math.min(day, Math.floor(config.SESSION_LIFE / 7)),
      // A cached session would keep minting tokens after it was revoked.
      cookieCache: { enabled: false },
    },
    rateLimit: rateLimits(db, config.TRUSTED_IP_HEADER !== undefined),
    advanced: {
      // Cookies ignore the port: another app on localhost must not overwrite ours.
      cookiePrefix,
      ipAddress: { ipAddressHeaders: [callerIpHeader] },
      disableCSRFCheck: false,
      disableOriginCheck: false,
    },
    telemetry: { enabled: false },
    logger: authLog,
    // To handle.ts, which answers it; otherwise the router prints the statement with all it carried.
    onAPIError: { throw: true },
    plugins: [
      accessTokens(config, db, grants),
      // For scripts and mobile apps: only a session token that carries our signature, never the bare one.
      bearer({ requireSignature: true }),
      // handle.ts opens four of its endpoints; the others could set a uuid or mint another person's tokens.
      admin({ bannedUserMessage: "The account is disabled" }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;

/** Name and address are claims of every token, and a token must stay under the verifier's limit. */
function assertShort({ name, email }: { name?: unknown; email?: unknown }): void {
  if (name !== undefined && !fits(name, maxNameLength)) {
    const message = `The name must have 1 to ${maxNameLength} characters`;
    throw new APIError("BAD_REQUEST", { code: "NAME_LENGTH", message });
  }
  if (email !== undefined && !fits(email, maxEmailLength)) {
    throw new APIError("BAD_REQUEST", { code: "INVALID_EMAIL", message: "Invalid email" });
  }
}

function fits(text: unknown, max: number): boolean {
  return typeof text === "string" && text.trim() !== "" && text.length <= max;
}
