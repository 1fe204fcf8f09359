import { TokenExpiredError, type TokenInvalidCode, TokenInvalidError } from "./errors.ts";
import type { JsonObject } from "./json.ts";

/** Seconds that the clocks of issuer and API may differ. */
const tolerance = 5;
/** Seconds that a token may live; as it must not be over either, no older one is ever accepted. */
const maxLife = 3600;

/** Who is calling: the person is (issuer, subject), and `userUuid` owns their rows. Frozen. */
export type Principal = Readonly<{
  issuer: string;
  subject: string;
  /** Lower case. */
  userUuid: string;
  /** The id of the session that the token belongs to. */
  sid: string;
  email: string;
  name: string;
  scopes: readonly string[];
  /** Unix seconds. */
  expiresAt: number;
}>;

/** `now` is in Unix seconds. */
export type Expected = { issuer: string; audiences: readonly string[]; now: number };
type Check = {
  code: TokenInvalidCode;
  holds: (claims: JsonObject, expected: Expected) => boolean;
};

/** Versions 1 to 8 of RFC 9562, so neither the nil nor the max uuid. */
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Only what Postgres can store and a log line can show; Better Auth's ids have 32 such characters. */
const sidPattern = /^[A-Za-z0-9_-]{1,128}$/;

const isText = (value: unknown): value is string => typeof value === "string" && value.isWellFormed();
const isTextOrAbsent = (value: unknown) => value === undefined || isText(value);
// A safe integer is neither Infinity (1e400) nor a fraction nor a number that arithmetic rounds.
const isTime = (value: unknown) => Number.isSafeInteger(value) && time(value) >= 0;
const time = (value: unknown) => value as number;

function isAudience(aud: unknown, { audiences }: Expected): boolean {
  const list: unknown[] = Array.isArray(aud) ? aud : [aud];
  return list.every(isText) && list.some((one) => audiences.includes(one));
}

/** Each rule on what the claims are: RFC 7519 section 4.1; RFC 8725 sections 3.8 and 3.9. */
export const formChecks: readonly Check[] = [
  { code: "iss_wrong", holds: ({ iss }, { issuer }) => iss === issuer },
  { code: "aud_wrong", holds: ({ aud }, expected) => isAudience(aud, expected) },
  { code: "sub_malformed", holds: ({ sub }) => isText(sub) && /^.{1,255}$/s.test(sub) },
  { code: "uuid_malformed", holds: ({ uuid }) => isText(uuid) && uuidPattern.test(uuid) },
  { code: "sid_malformed", holds: ({ sid }) => isText(sid) && sidPattern.test(sid) },
  { code: "iat_malformed", holds: ({ iat }) => isTime(iat) },
  { code: "exp_malformed", holds: ({ exp }) => isTime(exp) },
  { code: "nbf_malformed", holds: ({ nbf }) => nbf === undefined || isTime(nbf) },
  { code: "scope_malformed", holds: ({ scope }) => isTextOrAbsent(scope) },
  { code: "email_malformed", holds: ({ email }) => isTextOrAbsent(email) },
  { code: "name_malformed", holds: ({ name }) => isTextOrAbsent(name) },
  // A token bound to a key would become a plain bearer token here: RFC 9449 section 7.2.
  { code: "cnf_unsupported", holds: ({ cnf }) => cnf === undefined },
  { code: "lifetime_too_long", holds: ({ exp, iat }) => time(exp) - time(iat) <= maxLife },
];

/** Each rule that time can change; a token known to be good is held to them again at every use. */
export const timeChecks: readonly Check[] = [
  { code: "not_yet_valid", holds: ({ nbf = 0 }, { now }) => time(nbf) <= now + tolerance },
  { code: "issued_in_future", holds: ({ iat }, { now }) => time(iat) <= now + tolerance },
  { code: "token_expired", holds: ({ exp }, { now }) => time(exp) > now - tolerance },
];

/** Throws TokenInvalidError with the code of the first rule on the form of verified claims that doesn't hold. */
export function assertForm(claims: JsonObject, expected: Expected): void {
  const broken = formChecks.find(({ holds }) => !holds(claims, expected));
  if (broken) throw new TokenInvalidError(broken.code);
}

/**
 * Throws TokenInvalidError or TokenExpiredError, with the user, when claims of the right form don't hold now.
 * Everything but the time is right about such a token, so a caller can count it against its user.
 */
export function assertTimes(claims: JsonObject, expected: Expected, { userUuid }: Principal): void {
  const broken = timeChecks.find(({ holds }) => !holds(claims, expected));
  if (!broken) return;
  const error = broken.code === "token_expired" ? new TokenExpiredError() : new TokenInvalidError(broken.code);
  throw Object.assign(error, { userUuid });
}

/** The principal of claims that passed every check; what it doesn't name is dropped. */
export function toPrincipal(claims: JsonObject): Principal {
  const text = (name: string) => (claims[name] ?? "") as string;
  return Object.freeze({
    issuer: text("iss"),
    subject: text("sub"),
    userUuid: text("uuid").toLowerCase(),
    sid: text("sid"),
    email: text("email"),
    name: text("name"),
    scopes: Object.freeze(text("scope").split(" ").filter(Boolean)),
    expiresAt: time(claims.exp),
  });
}
