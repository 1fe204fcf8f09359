import { BearerMissingError, BearerRequestError, TokenInvalidError } from "./errors.ts";

const bearer = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;

/**
 * Takes a request's raw header list (name, value, name, value: Node keeps only the first of several
 * Authorization headers elsewhere) and its URL; gives the bearer token. Only the Authorization header
 * is read, never query, body or cookie (RFC 6750 section 2; RFC 9110 section 11.4).
 * Throws BearerMissingError, BearerRequestError or TokenInvalidError.
 */
export function readBearer(rawHeaders: readonly string[], url: string): string {
  const query = url.indexOf("?");
  if (query >= 0 && new URLSearchParams(url.slice(query)).has("access_token")) {
    throw new BearerRequestError("token_in_query");
  }
  const fields = rawHeaders.filter(
    (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === "authorization",
  );
  if (fields.length > 1) throw new BearerRequestError("several_authorization_headers");
  const [field = ""] = fields;
  // Another scheme counts as no credentials: RFC 6750 section 3.1.
  if (!/^bearer(?![\w!#$%&'*+.^`|~-])/i.test(field)) throw new BearerMissingError();
  const token = bearer.exec(field)?.[1];
  if (token === undefined) throw new TokenInvalidError("authorization_malformed");
  return token;
}
