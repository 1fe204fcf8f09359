import { randomUUID } from "node:crypto";
import { type Attack, claims, header, issuer, stranger, withHeader } from "./context.ts";

export const headers: Attack[] = [
  ...["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64", "zip", "cty", "enc", "uuid", "__proto__x"].map(
    (name): Attack => [`the header member ${name}`, "header_member_not_allowed", withHeader({ [name]: "x" })],
  ),
  [
    "the header member __proto__",
    "header_member_not_allowed",
    () => issuer.sign(header().replace("{", '{"__proto__":{},'), claims()),
  ],
  ["an empty crit", "header_member_not_allowed", withHeader({ crit: [] })],
  ["a crit that names itself", "header_member_not_allowed", withHeader({ crit: ["crit"] })],
  ["a crit that names a member twice", "header_member_not_allowed", withHeader({ b64: true, crit: ["b64", "b64"] })],
  ["an unencoded payload with crit", "header_member_not_allowed", withHeader({ b64: false, crit: ["b64"] })],
  ["an unencoded payload without crit", "header_member_not_allowed", withHeader({ b64: false })],
  [
    "an embedded key that signed the token",
    "header_member_not_allowed",
    () => stranger.mint({}, { jwk: stranger.keySet().keys[0] }),
  ],
  ["the address of a stranger's keys", "header_member_not_allowed", () => stranger.mint({}, { jku: stranger.jwksUrl })],
  ["a header member twice", "header_malformed", () => issuer.sign(header().replace("{", '{"alg":"none",'), claims())],
  [
    "a header member twice by an escape",
    "header_malformed",
    () => issuer.sign(header().replace("{", '{"\\u0061lg":"none",'), claims()),
  ],
  ["a header that is a list", "header_malformed", () => issuer.sign("[]", claims())],
  ["a header that is null", "header_malformed", () => issuer.sign("null", claims())],
  ["a header that isn't JSON", "header_malformed", () => issuer.sign("{alg:1}", claims())],
  ["a header with a byte order mark", "header_malformed", () => issuer.sign(`\ufeff${header()}`, claims())],
  ["a header that isn't UTF-8", "header_malformed", () => issuer.sign(Buffer.from([0x7b, 0xff, 0x7d]), claims())],
  ["no kid, although there is only one key", "kid_malformed", withHeader({ kid: undefined })],
  ...["", "../../dev/null", "' OR 1=1 --", "key|sleep 5", "a".repeat(129), "kid\r\nx: y", "schlüssel"].map(
    (kid): Attack => [`the kid ${JSON.stringify(kid.slice(0, 20))}`, "kid_malformed", withHeader({ kid })],
  ),
  ...[0, 1, null, true, {}, ["kid"]].map(
    (kid): Attack => [`the kid ${JSON.stringify(kid)} as JSON`, "kid_malformed", withHeader({ kid })],
  ),
  ["the kid of an object's method", "kid_unknown", withHeader({ kid: "constructor" })],
  ["a kid that nobody knows", "kid_unknown", () => issuer.mint({}, { kid: randomUUID() })],
  ["a kid in other case", "kid_unknown", () => issuer.mint({}, { kid: issuer.kid.toUpperCase() })],
  ["a stranger's key", "kid_unknown", () => stranger.mint()],
  ["a stranger's key under our kid", "signature_wrong", () => stranger.mint({}, { kid: issuer.kid })],
  ["no typ", "typ_not_allowed", withHeader({ typ: undefined })],
  ...[
    "JWT",
    "jwt",
    "logout+jwt",
    "dpop+jwt",
    "better-auth.session-cache+jwt",
    "id_token",
    "JOSE",
    "",
    " at+jwt",
    "at+jwt ",
    "at+jwt; charset=utf-8",
    "application/jwt",
    "application/application/at+jwt",
    "text/at+jwt",
    "xat+jwt",
    "at jwt",
  ].map((typ): Attack => [`the typ ${JSON.stringify(typ)}`, "typ_not_allowed", withHeader({ typ })]),
  ...[null, 1, ["at+jwt"]].map(
    (typ): Attack => [`the typ ${JSON.stringify(typ)} as JSON`, "typ_not_allowed", withHeader({ typ })],
  ),
];
