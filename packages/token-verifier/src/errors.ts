/** Why a token was refused. For the log only: a caller who learns it can probe the verifier. */
export type TokenInvalidCode =
  | "authorization_malformed"
  | "token_too_long"
  | "token_malformed"
  | "header_malformed"
  | "header_member_not_allowed"
  | "alg_not_allowed"
  | "kid_malformed"
  | "kid_unknown"
  | "typ_not_allowed"
  | "signature_length_wrong"
  | "signature_wrong"
  | "claims_malformed"
  | "iss_wrong"
  | "aud_wrong"
  | "sub_malformed"
  | "uuid_malformed"
  | "sid_malformed"
  | "iat_malformed"
  | "exp_malformed"
  | "nbf_malformed"
  | "scope_malformed"
  | "email_malformed"
  | "name_malformed"
  | "cnf_unsupported"
  | "lifetime_too_long"
  | "not_yet_valid"
  | "issued_in_future"
  | "token_expired";

export type TokenErrorCode =
  | TokenInvalidCode
  | "token_missing"
  | "several_authorization_headers"
  | "token_in_query"
  | "insufficient_scope"
  | "keys_unavailable";

/** A request that the verifier refuses. `code` is stable and holds nothing of the token. */
export abstract class TokenError<Code extends TokenErrorCode = TokenErrorCode> extends Error {
  readonly code: Code;

  constructor(code: Code, options?: ErrorOptions) {
    super(code, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** There are no bearer credentials: answer 401 without an error code (RFC 6750 section 3.1). */
export class BearerMissingError extends TokenError<"token_missing"> {
  constructor() {
    super("token_missing");
  }
}

/** The token is sent in a way that is refused whatever the token: answer 400. */
export class BearerRequestError extends TokenError<"several_authorization_headers" | "token_in_query"> {}

/** The token isn't accepted: answer 401. `keyId` is set once the header was found well-formed. */
export class TokenInvalidError extends TokenError<TokenInvalidCode> {
  keyId?: string;
  /** The user of a genuine token that only its times make invalid, now; unset for every other one. */
  userUuid?: string;
}

/** The token is genuine and meant for this API, but its time is over: answer 401. */
export class TokenExpiredError extends TokenInvalidError {
  constructor() {
    super("token_expired");
  }
}

/** The token is good, but doesn't allow what was asked: answer 403 and name what it would need. */
export class InsufficientScopeError extends TokenError<"insufficient_scope"> {
  readonly scopes: readonly string[];

  constructor(scopes: readonly string[]) {
    super("insufficient_scope");
    this.scopes = scopes;
  }
}

/** The issuer's keys can't be had, so nothing can be said about the token: answer 503, never 401. */
export class KeysUnavailableError extends TokenError<"keys_unavailable"> {
  /** Seconds until another try makes sense. */
  readonly retryAfter: number;

  constructor(retryAfter: number, options?: ErrorOptions) {
    super("keys_unavailable", options);
    this.retryAfter = retryAfter;
  }
}
