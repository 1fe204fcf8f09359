import { randomUUID } from "node:crypto";
import { type AccessTokenClaims, clientId, scopes } from "@claimcheck/contract/claims";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { jwt, signJWT } from "better-auth/plugins/jwt";
import type { WebConfig } from "../config.ts";
import type { AuthDatabase } from "./database.ts";
import { keyPairs, keyStore } from "./signing-key.ts";
import type { Grants } from "./token-grant.ts";

const disabled = { code: "BANNED_USER", message: "The account is disabled" };
type Signed = { user: Record<string, unknown>; session: { id: string; expiresAt: Date } };

/** Access tokens by RFC 9068: what they say, how long they live, and the key that signs them. */
export function accessTokens(config: WebConfig, db: AuthDatabase, grants: Grants) {
  const options = {
    // No rotationInterval: Better Auth would sign with a key that no verifier has seen. key-ring.ts rotates.
    jwks: { keyPairConfig: keyPairs[config.JWT_ALG] },
    jwt: {
      issuer: config.BETTER_AUTH_URL,
      audience: config.API_URL,
    },
    // Otherwise every look at a session would sign a token, too.
    disableSettingJwtHeader: true,
    adapter: keyStore(db, config),
  };
  const plugin = jwt(options);
  const { path, options: endpoint } = plugin.endpoints.getToken;
  // Better Auth's own endpoint gives the signer no header. A second plugin on its path would log a conflict.
  const getToken = createAuthEndpoint(path, endpoint, async (ctx) => {
    const payload = { ...claimsOf(ctx.context.session, config), ...grants.getStore() };
    return ctx.json({ token: await signJWT(ctx, { options, payload, header: { typ: "at+jwt" } }) });
  });
  return { ...plugin, endpoints: { ...plugin.endpoints, getToken } };
}

/**
 * The claims of a session's token, but for those that `signJWT` adds. It expires with the session at the latest.
 * Throws for an account that gets none.
 */
export function claimsOf(
  { user, session }: Signed,
  { ACCESS_TOKEN_LIFE }: Pick<WebConfig, "ACCESS_TOKEN_LIFE">,
): Omit<AccessTokenClaims, "iss" | "aud"> {
  const { id, uuid, email, name, banned } = user as Record<"id" | "email" | "name", string> & Signed["user"];
  if (typeof uuid !== "string") throw new Error("The account has no uuid");
  // A sign-in at the moment of the disabling may leave a session behind. Signing in again doesn't help: 403.
  if (banned) throw APIError.from("FORBIDDEN", disabled);
  const iat = Math.floor(Date.now() / 1000);
  const exp = Math.min(iat + ACCESS_TOKEN_LIFE, Math.floor(session.expiresAt.getTime() / 1000));
  const scope = scopes.join(" ");
  return { sub: id, uuid, email, name, scope, client_id: clientId, sid: session.id, jti: randomUUID(), iat, exp };
}
