import { type AccessTokenClaims, scopes } from "@claimcheck/contract/claims";
import { APIError } from "better-auth/api";
import { jwt } from "better-auth/plugins/jwt";
import type { WebConfig } from "../config.ts";
import type { AuthDatabase } from "./database.ts";
import { keyPairs, keyStore } from "./signing-key.ts";
import type { Grants } from "./token-grant.ts";

const disabled = { code: "BANNED_USER", message: "The account is disabled" };
type OwnClaims = Pick<AccessTokenClaims, "uuid" | "email" | "name" | "scope">;

/** Access tokens for the API: what they say, how long they live, and the key that signs them. */
export function accessTokens(config: WebConfig, db: AuthDatabase, grants: Grants) {
  return jwt({
    // No rotationInterval: Better Auth would sign with a key that no verifier has seen. key-ring.ts rotates.
    jwks: { keyPairConfig: keyPairs[config.JWT_ALG] },
    jwt: {
      issuer: config.BETTER_AUTH_URL,
      audience: config.API_URL,
      // A string is a span of time; a number would be taken as the moment of the end.
      expirationTime: `${config.ACCESS_TOKEN_LIFE}s`,
      definePayload: ({ user }): OwnClaims => {
        if (typeof user.uuid !== "string") throw new Error("The account has no uuid");
        // A sign-in at the moment of the disabling may leave a session behind. Signing in again doesn't help: 403.
        if (user.banned) throw APIError.from("FORBIDDEN", disabled);
        const { uuid, email, name } = user;
        return { uuid, email, name, scope: scopes.join(" "), ...grants.getStore() };
      },
    },
    // Otherwise every look at a session would sign a token, too.
    disableSettingJwtHeader: true,
    adapter: keyStore(db, config),
  });
}
