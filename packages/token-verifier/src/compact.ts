import type { Algorithm } from "./algorithms.ts";
import { decodeBase64url } from "./base64url.ts";
import { TokenInvalidError } from "./errors.ts";
import { type JsonObject, parseJsonObject } from "./json.ts";

const maxTokenLength = 4096;
export const kidPattern = /^[A-Za-z0-9_-]{1,128}$/;

export type HeaderRules = { algorithms: readonly string[]; types: readonly unknown[] };
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
    // Keeps out tokens of another kind by the same issuer, such as logout+jwt.
    code: "typ_not_allowed",
    holds: ({ typ }: JsonObject, { types }: HeaderRules) => types.includes(typ),
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
