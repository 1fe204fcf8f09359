import type { Algorithm } from "./algorithms.ts";
import { decodeBase64url } from "./base64url.ts";
import { TokenInvalidError } from "./errors.ts";
import { type JsonObject, parseJsonObject } from "./json.ts";

const maxTokenLength = 4096;
export const kidPattern = /^[A-Za-z0-9_-]{1,128}$/;

/** RFC 9068 section 4 and RFC 7515 section 4.1.9: a media type, in any case, with or without its prefix. */
const accessTokenType = /^(application\/)?at\+jwt$/i;

export type HeaderRules = { algorithms: readonly string[] };
/** A token of the right form, not yet verified. */
export type Compact = { token: string; alg: Algorithm; kid: string; signatureBytes: number };

// What else there is can point to other keys or change what is signed: jwk, jku, x5c, crit, b64, zip.
const isAllowed = (name: string) => name === "alg" || name === "kid" || name === "typ";

/** Each rule on the header in the order of checking: RFC 8725 sections 3.1, 3.2, 3.10 and 3.11. */
export const headerChecks = [
  {
    code: "header_member_not_allowed",
    holds: (header: JsonObject) => Object.keys(header).every(isAllowed),
  },
  {
    code: "alg_not_allowed",
    holds: ({ alg }: JsonObject, { algorithms }: HeaderRules) => algorithms.includes(alg as string),
  },
  {
    code: "kid_malformed",
    holds: ({ kid }: JsonObject) => typeof kid === "string" && kidPattern.test(kid),
  },
  {
    // No other JWT signed with the same key passes, such as an id_token or a logout+jwt: RFC 8725 section 3.11.
    code: "typ_not_allowed",
    holds: ({ typ }: JsonObject) => typeof typ === "string" && accessTokenType.test(typ),
  },
] as const;

/** Checks the form of a compact JWS before any cryptography. Throws TokenInvalidError. */
export function readCompact(token: string, rules: HeaderRules): Compact {
  if (token.length > maxTokenLength) throw new TokenInvalidError("token_too_long");
  const segments = token.split(".").map(decodeBase64url);
  const [headerBytes, payload, signature] = segments;
  if (segments.length !== 3 || !headerBytes?.length || !payload?.length || !signature?.length) {
    throw new TokenInvalidError("token_malformed");
  }
  const header = parseJsonObject(headerBytes);
  if (!header) throw new TokenInvalidError("header_malformed");
  for (const { code, holds } of headerChecks) {
    if (!holds(header, rules)) throw new TokenInvalidError(code);
  }
  const { alg, kid } = header as { alg: Algorithm; kid: string };
  return { token, alg, kid, signatureBytes: signature.length };
}
