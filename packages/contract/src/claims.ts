import { z } from "zod";

/** What a token may allow. Routes declare the one they need; RFC 6749 section 3.3 gives the form. */
export const scopes = ["tasks:read", "tasks:write"] as const;
export const scopeSchema = z.enum(scopes);
export type Scope = z.infer<typeof scopeSchema>;

/** Roles of an account; `admin` opens the web app's admin page and nothing in the API. */
export const roles = ["user", "admin"] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** A name is at most this long, so that a token never outgrows the verifier's limit. */
export const maxNameLength = 100;

/** Who asks for tokens, as the claim `client_id` (RFC 9068 section 2.2): the web app, for itself and for scripts. */
export const clientId = "claimcheck-web";

/**
 * The claim set of an access token (RFC 9068 section 2.2): what the issuer mints, and nothing beside it.
 * The verifier doesn't rely on it; its own checks are stricter.
 */
export const accessTokenClaimsSchema = z.strictObject({
  iss: z.url(),
  aud: z.url(),
  sub: z.string().min(1).max(255),
  uuid: z.uuid(),
  email: z.string().min(3).max(254),
  name: z.string().min(1).max(maxNameLength),
  scope: z.string().max(500),
  client_id: z.literal(clientId),
  /** The id of the session, never its token. */
  sid: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
  jti: z.uuid(),
  iat: z.int().positive(),
  exp: z.int().positive(),
});
export type AccessTokenClaims = z.infer<typeof accessTokenClaimsSchema>;
