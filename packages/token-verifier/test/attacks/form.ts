import { createHmac, createPublicKey, randomUUID } from "node:crypto";
import type { JWK } from "jose";
import { b64 } from "../support.ts";
import { type Attack, changed, claims, header, issuer, withClaims, withHeader } from "./context.ts";

/** A token signed with a shared secret. */
export function hmacToken(secret: string | Buffer, head: string, payload: string): string {
  const input = `${b64(head)}.${b64(payload)}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}
/** Signs with a secret that anybody can derive from the published key. */
function hmac(secretOf: (jwk: JWK) => string | Buffer, alg = "HS256") {
  return () => hmacToken(secretOf(issuer.keySet().keys[0] as JWK), header({ alg }), claims());
}
const publicKey = (jwk: JWK) => createPublicKey({ key: jwk, format: "jwk" });
const pem = (jwk: JWK) => publicKey(jwk).export({ type: "spki", format: "pem" }).toString();
const der = (jwk: JWK) => publicKey(jwk).export({ type: "spki", format: "der" });
/** What a library that mixes up keys and secrets may take the published key for. */
export const secretsOf = (jwk: JWK) => [pem(jwk), pem(jwk).trim(), der(jwk), JSON.stringify(jwk)];

/** The same signature with S + L in place of S: RFC 8032 section 5.1.7 asks for S < L. */
function withLargerS(signature: string): string {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const bytes = Buffer.from(signature, "base64url");
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString("hex")}`) + order;
  const larger = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
  return b64(Buffer.concat([bytes.subarray(0, 32), larger]));
}

export const form: Attack[] = [
  ["an empty string", "token_malformed", () => ""],
  ["one segment", "token_malformed", () => "abc"],
  ["a cut-off signature segment", "token_malformed", changed(([h, p]) => [h, p])],
  ["an empty signature", "token_malformed", changed(([h, p]) => [h, p, ""])],
  ["a detached payload", "token_malformed", changed(([h, , s]) => [h, "", s])],
  ["a fourth segment", "token_malformed", changed((parts) => [...parts, "AAAA"])],
  ["a trailing dot", "token_malformed", changed((parts) => [...parts, ""])],
  ["five segments, as in a JWE", "token_malformed", changed((parts) => [...parts, "AAAA", "AAAA"])],
  ["padding", "token_malformed", changed(([h, p, s]) => [h, p, `${s}==`])],
  ["a space in a segment", "token_malformed", changed(([h, p, s]) => [h, ` ${p}`, s])],
  ["a line break at the end", "token_malformed", changed(([h, p, s]) => [h, p, `${s}\n`])],
  ["the other base64 alphabet", "token_malformed", changed(([h, p]) => [h, p, "+/".repeat(43)])],
  [
    "stray bits in the last character",
    "token_malformed",
    // The last of 86 characters carries two bits of the signature and four that must be zero.
    changed(([h, p, s]) => [h, p, s.slice(0, -1) + String.fromCharCode(s.charCodeAt(85) + 1)]),
  ],
  [
    "JSON serialization",
    "token_malformed",
    async () => {
      const [h, p, s] = (await issuer.mint()).split(".");
      return JSON.stringify({ protected: h, payload: p, signature: s });
    },
  ],
  [
    "JSON serialization with an unprotected header",
    "token_malformed",
    async () => {
      const [, p, s] = (await issuer.mint()).split(".");
      return JSON.stringify({ header: { alg: "EdDSA", kid: issuer.kid }, payload: p, signature: s });
    },
  ],
  [
    // Read as JSON it holds a good signature, read as three segments another payload.
    "JSON serialization with a compact token inside",
    "token_malformed",
    async () => {
      const [h, p, s] = (await issuer.mint()).split(".");
      const other = b64(claims({ uuid: randomUUID() }));
      return JSON.stringify({ [`  ${h}.${other}.`]: "", protected: h, payload: p, signature: s });
    },
  ],
  ["more than 4096 characters", "token_too_long", withClaims({ name: "x".repeat(3100) })],
  ["a mebibyte", "token_too_long", () => `${"A".repeat(2 ** 20)}.AAAA.AAAA`],
  ["a zero signature", "signature_wrong", changed(([h, p]) => [h, p, b64(new Uint8Array(64))])],
  ["a signature that is cut", "signature_length_wrong", changed(([h, p, s]) => [h, p, s.slice(0, 84)])],
  [
    "a signature with a byte more",
    "signature_length_wrong",
    changed(([h, p, s]) => [h, p, b64(Buffer.concat([Buffer.from(s, "base64url"), Buffer.from([0])]))]),
  ],
  ["a signature with S + L", "signature_wrong", changed(([h, p, s]) => [h, p, withLargerS(s)])],
  [
    "the payload of another token",
    "signature_wrong",
    changed(([h, , s]) => [h, b64(claims({ uuid: randomUUID() })), s]),
  ],
  ["the header of another token", "signature_wrong", changed(([, p, s]) => [b64(header({ typ: "AT+JWT" })), p, s])],
];

export const algorithm: Attack[] = [
  ["alg none without signature", "token_malformed", changed(([, p]) => [b64(header({ alg: "none" })), p, ""])],
  ["alg none with a signature", "alg_not_allowed", withHeader({ alg: "none" })],
  ["alg nOnE", "alg_not_allowed", withHeader({ alg: "nOnE" })],
  ["alg in other case", "alg_not_allowed", withHeader({ alg: "eddsa" })],
  ["alg missing", "alg_not_allowed", withHeader({ alg: undefined })],
  ["alg as a list", "alg_not_allowed", withHeader({ alg: ["EdDSA"] })],
  ["alg as an object", "alg_not_allowed", withHeader({ alg: { toString: "EdDSA" } })],
  ["alg as the name of an object's method", "alg_not_allowed", withHeader({ alg: "constructor" })],
  ["an algorithm that isn't configured", "alg_not_allowed", withHeader({ alg: "ES256" })],
  ["Ed25519 when only EdDSA is configured", "alg_not_allowed", withHeader({ alg: "Ed25519" })],
  ["HS256 under the raw public key", "alg_not_allowed", hmac((jwk) => Buffer.from(`${jwk.x}`, "base64url"))],
  ["HS256 under the public key as text", "alg_not_allowed", hmac((jwk) => `${jwk.x}`)],
  ["HS256 under the PEM", "alg_not_allowed", hmac(pem)],
  ["HS256 under the trimmed PEM", "alg_not_allowed", hmac((jwk) => pem(jwk).trim())],
  ["HS256 under the DER", "alg_not_allowed", hmac(der)],
  ["HS256 under the JWK as JSON", "alg_not_allowed", hmac((jwk) => JSON.stringify(jwk))],
  ["HS256 under an empty secret", "alg_not_allowed", hmac(() => "")],
  ["a shared-secret signature that calls itself EdDSA", "signature_length_wrong", hmac((jwk) => `${jwk.x}`, "EdDSA")],
];
