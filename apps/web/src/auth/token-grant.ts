import type { AsyncLocalStorage } from "node:async_hooks";
import { scopes } from "@claimcheck/contract/claims";
import type { WebConfig } from "../config.ts";

/** Claims of the token that is being minted which differ from the usual ones. */
export type TokenGrant = { scope?: string; aud?: string; iat?: number; exp?: number };

/** A token was asked for that nobody gets: answer 400. */
export class GrantError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * What the endpoint of tokens reads. `auth.api.getToken` takes nothing that could carry it. One for each issuer and
 * not one for each module, because Next loads modules more than once.
 */
export type Grants = AsyncLocalStorage<TokenGrant>;

/**
 * What a caller asks for beside the usual token: `scope`, a part of all scopes (RFC 6749 section 3.3), and
 * `audience`, one of the configured ones (RFC 8707). Never more than either.
 * Throws GrantError, whose message says what may be asked for.
 */
export function readGrant(
  query: URLSearchParams,
  { API_URL, TOKEN_AUDIENCES = [] }: Pick<WebConfig, "API_URL" | "TOKEN_AUDIENCES">,
): TokenGrant {
  const names = [...query.keys()];
  const unknown = names.filter((name) => name !== "scope" && name !== "audience");
  if (unknown.length > 0 || new Set(names).size !== names.length) {
    refuse("INVALID_REQUEST", "The query may have scope and audience, each once");
  }
  const [scope, aud] = [query.get("scope"), query.get("audience")];
  const audiences = [API_URL, ...TOKEN_AUDIENCES];
  if (aud !== null && !audiences.includes(aud)) {
    refuse("INVALID_TARGET", `The audience must be one of ${audiences.join(", ")}`);
  }
  const asked = scope?.split(" ") ?? [];
  const known: readonly string[] = scopes;
  if (asked.some((one) => !known.includes(one)) || new Set(asked).size !== asked.length) {
    refuse("INVALID_SCOPE", `The scope must be some of ${scopes.join(" ")}`);
  }
  return { ...(scope !== null && { scope }), ...(aud !== null && { aud }) };
}

function refuse(code: "INVALID_REQUEST" | "INVALID_SCOPE" | "INVALID_TARGET", message: string): never {
  throw new GrantError(code, message);
}
