import {
  BearerMissingError,
  BearerRequestError,
  InsufficientScopeError,
  KeysUnavailableError,
  type TokenError,
  TokenExpiredError,
} from "./errors.ts";

/** The status of an answer to a refused request, and its `WWW-Authenticate` and `Retry-After`. */
export type Challenge = {
  status: 400 | 401 | 403 | 503;
  wwwAuthenticate?: string;
  retryAfter?: number;
};

/** Parameters as quoted-strings of RFC 9110 section 5.6.4, kept simple: quotes become apostrophes. */
function bearer(parameters: Record<string, string>): string {
  const list = Object.entries(parameters).map(
    ([name, value]) => `${name}="${value.replaceAll('"', "'").replaceAll("\\", "")}"`,
  );
  return `Bearer ${list.join(", ")}`;
}

/**
 * The answer to a refused request by RFC 6750 section 3. It tells "expired" from "invalid", which a
 * client needs to know, and no more; `error.code` is for the log.
 */
export function challengeFor(failure: TokenError, realm = "api"): Challenge {
  const answer = (status: Challenge["status"], parameters?: Record<string, string>) => ({
    status,
    wwwAuthenticate: bearer({ realm, ...parameters }),
  });
  if (failure instanceof KeysUnavailableError) {
    return { status: 503, retryAfter: failure.retryAfter };
  }
  if (failure instanceof BearerMissingError) return answer(401);
  if (failure instanceof BearerRequestError) {
    const error_description = "Send one Authorization header and no token elsewhere";
    return answer(400, { error: "invalid_request", error_description });
  }
  if (failure instanceof InsufficientScopeError) {
    return answer(403, { error: "insufficient_scope", scope: failure.scopes.join(" ") });
  }
  const outcome = failure instanceof TokenExpiredError ? "expired" : "is invalid";
  return answer(401, {
    error: "invalid_token",
    error_description: `The access token ${outcome}`,
  });
}
