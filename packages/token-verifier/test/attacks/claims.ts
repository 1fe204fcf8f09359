import { randomUUID } from "node:crypto";
import { type Attack, claims, header, issuer, withClaims } from "./context.ts";

const seconds = () => Math.floor(Date.now() / 1000);

export const payloads: Attack[] = [
  ["a payload that is a list", "claims_malformed", () => issuer.sign(header(), `[${claims()}]`)],
  ["a payload that is a string", "claims_malformed", () => issuer.sign(header(), '"claims"')],
  ["a payload that is null", "claims_malformed", () => issuer.sign(header(), "null")],
  ["a payload that isn't JSON", "claims_malformed", () => issuer.sign(header(), "claims")],
  ["a payload with a byte order mark", "claims_malformed", () => issuer.sign(header(), `\ufeff${claims()}`)],
  [
    "a payload that isn't UTF-8",
    "claims_malformed",
    () => issuer.sign(header(), Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('"}')])),
  ],
  ["a claim twice", "claims_malformed", () => issuer.sign(header(), claims().replace("{", `{"sub":"other",`))],
  [
    "a claim twice by an escape",
    "claims_malformed",
    () => issuer.sign(header(), claims().replace("{", `{"\\u0075uid" :"${randomUUID()}",`)),
  ],
  ["a name twice in a nested claim", "claims_malformed", withClaimsText(`"act":[{"sub":"a","sub":"b"}]`)],
  [
    "a payload nested as deep as it fits",
    "iss_wrong",
    () => issuer.sign(header(), `{"a":${"[".repeat(1300)}${"]".repeat(1300)}}`),
  ],
];

function withClaimsText(member: string) {
  return () => issuer.sign(header(), claims().replace("{", `{${member},`));
}

const wrongTimes = ["1", null, [1], {}, true, -1, 1.5, 2 ** 53];
const uuid = "6b3b0a8e-6f0b-4f0c-9d3f-0d3f5a1c2b4e";
export const values: Attack[] = [
  ["no iss", "iss_wrong", withClaims({ iss: undefined })],
  ["iss of another environment", "iss_wrong", withClaims({ iss: "https://staging.example" })],
  ["iss with a trailing slash", "iss_wrong", () => issuer.sign(header(), claims({ iss: `${issuer.issuer}/` }))],
  ["iss in a list", "iss_wrong", () => issuer.sign(header(), claims({ iss: [issuer.issuer] }))],
  ["no aud", "aud_wrong", withClaims({ aud: undefined })],
  ["aud of another API", "aud_wrong", withClaims({ aud: "http://localhost:9000" })],
  ["aud that is the issuer", "aud_wrong", () => issuer.mint({ aud: issuer.issuer })],
  ["aud of a session cookie", "aud_wrong", withClaims({ aud: "better-auth:session-cache" })],
  ["aud with a trailing slash", "aud_wrong", withClaims({ aud: "http://localhost:8000/" })],
  ["aud that starts like ours", "aud_wrong", withClaims({ aud: "http://localhost:80001" })],
  ["aud that ours starts like", "aud_wrong", withClaims({ aud: "http://localhost:800" })],
  ["aud empty", "aud_wrong", withClaims({ aud: "" })],
  ["aud null", "aud_wrong", withClaims({ aud: null })],
  ["aud an empty list", "aud_wrong", withClaims({ aud: [] })],
  ["aud a nested list", "aud_wrong", withClaims({ aud: [["http://localhost:8000"]] })],
  ["aud a list with a number", "aud_wrong", withClaims({ aud: ["http://localhost:8000", 1] })],
  ["aud an object", "aud_wrong", withClaims({ aud: { "http://localhost:8000": true } })],
  ...[undefined, null, 7, ["id"], {}, "", "x".repeat(256), "\ud800"].map(
    (sub): Attack => [`sub ${JSON.stringify(sub)?.slice(0, 12)}`, "sub_malformed", withClaims({ sub })],
  ),
  ...[
    undefined,
    null,
    7,
    [uuid],
    "",
    "not-a-uuid",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    `{${uuid}}`,
    `urn:uuid:${uuid}`,
    uuid.replaceAll("-", ""),
    `${uuid}\n`,
    `${uuid}' OR '1'='1`,
  ].map((value): Attack => [`uuid ${JSON.stringify(value)}`, "uuid_malformed", withClaims({ uuid: value })]),
  ...[undefined, null, 7, ["id"], {}, "", "a b", "a\u0000", "schlüssel", "x".repeat(129)].map(
    (sid): Attack => [`sid ${JSON.stringify(sid)?.slice(0, 12)}`, "sid_malformed", withClaims({ sid })],
  ),
  ...[undefined, ...wrongTimes].map(
    (exp): Attack => [`exp ${JSON.stringify(exp)}`, "exp_malformed", withClaims({ exp })],
  ),
  [
    "exp 1e400, which reads as infinity",
    "exp_malformed",
    () => issuer.sign(header(), claims().replace(/"exp":\d+/, '"exp":1e400')),
  ],
  ["exp 9e15", "lifetime_too_long", withClaims({ exp: 9e15 })],
  ["exp in milliseconds", "lifetime_too_long", withClaims({ exp: Date.now() })],
  ["a life of more than an hour", "lifetime_too_long", () => issuer.mint({ expiresIn: 3601 })],
  ...[undefined, ...wrongTimes].map(
    (iat): Attack => [`iat ${JSON.stringify(iat)}`, "iat_malformed", withClaims({ iat })],
  ),
  ...wrongTimes.map((nbf): Attack => [`nbf ${JSON.stringify(nbf)}`, "nbf_malformed", withClaims({ nbf })]),
  ["nbf in the future", "not_yet_valid", () => issuer.mint({ nbf: seconds() + 60 })],
  ["iat in the future", "issued_in_future", () => issuer.mint({ iat: seconds() + 60 })],
  ["iat a day ago with a late exp", "lifetime_too_long", () => issuer.mint({ iat: seconds() - 86_400 })],
  ["an expired token", "token_expired", () => issuer.mint({ expiresIn: -6 })],
  ["an expired token for another API is just invalid", "aud_wrong", () => issuer.mint({ expiresIn: -60, aud: "x" })],
  ...[null, 1, ["tasks:read"], {}].map(
    (scope): Attack => [`scope ${JSON.stringify(scope)}`, "scope_malformed", withClaims({ scope })],
  ),
  ["email null", "email_malformed", withClaims({ email: null })],
  ["name an object", "name_malformed", withClaims({ name: {} })],
  ["a token bound to a key", "cnf_unsupported", withClaims({ cnf: { jkt: "x" } })],
  ["an empty binding", "cnf_unsupported", withClaims({ cnf: null })],
];
