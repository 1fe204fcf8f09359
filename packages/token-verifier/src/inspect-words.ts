import type { Expected } from "./claims.ts";
import type { TokenInvalidCode } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import type { KeySetReason } from "./key-set-error.ts";

/** What an inspection looks at. */
export type Found = {
  header: JsonObject | undefined;
  claims: JsonObject | undefined;
  expected: Expected;
  rules: { algorithms: readonly string[] };
  length: number;
  /** The ids of the usable keys, why the set can't be used, or undefined when it couldn't be had. */
  keys?: string[] | string | undefined;
};

type Words = { rule: string; wanted: (found: Found) => string; is?: (found: Found) => string };

const show = (value: unknown): string =>
  value === undefined ? "missing" : (JSON.stringify(value) ?? "").slice(0, 120);
const claim =
  (name: string) =>
  ({ claims }: Found) =>
    show(claims?.[name]);
const header = (name: string) => (found: Found) => show(found.header?.[name]);

/** A claim's instant against now, such as "3 min ago". */
function moment(name: string) {
  return ({ claims, expected }: Found): string => {
    const value = claims?.[name];
    if (typeof value !== "number" || !Number.isSafeInteger(value)) return show(value);
    const seconds = Math.abs(value - expected.now);
    const span = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
    return value > expected.now ? `in ${span}` : `${span} ago`;
  };
}
const text = (name: string): Words => ({
  rule: name,
  wanted: () => `${name}, if given, is well-formed text`,
  is: claim(name),
});
const time = (name: string): Words => ({
  rule: `${name} form`,
  wanted: () => `${name}${name === "nbf" ? ", if given," : ""} is a whole number of seconds since 1970`,
  is: claim(name),
});

const words: Partial<Record<TokenInvalidCode, Words>> = {
  token_malformed: { rule: "form", wanted: () => "three parts of canonical base64url" },
  token_too_long: {
    rule: "form",
    wanted: () => "at most 4096 characters",
    is: ({ length }) => String(length),
  },
  header_malformed: { rule: "header", wanted: () => "the header is a JSON object, no name twice" },
  header_member_not_allowed: {
    rule: "header members",
    wanted: () => "the header has alg, kid and typ only",
    is: (found) =>
      Object.keys(found.header ?? {})
        .join(", ")
        .slice(0, 120),
  },
  alg_not_allowed: {
    rule: "alg",
    wanted: ({ rules }) => `signed with ${rules.algorithms.join(" or ")}, by a key for it`,
    is: header("alg"),
  },
  kid_malformed: { rule: "kid", wanted: () => "names its key", is: header("kid") },
  typ_not_allowed: {
    rule: "typ",
    wanted: () => "is an access token: at+jwt",
    is: header("typ"),
  },
  kid_unknown: {
    rule: "key",
    wanted: () => "the key is among the issuer's published ones",
    is: ({ keys, ...found }) =>
      Array.isArray(keys)
        ? `${show(found.header?.kid)}, and the published ones are ${keys.join(", ")}`
        : keys === undefined
          ? "unknown: the key set couldn't be fetched"
          : `unknown: the key set isn't usable (${keys})`,
  },
  signature_wrong: {
    rule: "signature",
    wanted: () => "the signature fits header, payload and key",
    is: () => "that of another text or key: changed on the way, or not by this issuer",
  },
  signature_length_wrong: {
    rule: "signature",
    wanted: () => "the signature has the length of its algorithm",
    is: () => "longer or shorter",
  },
  claims_malformed: {
    rule: "payload",
    wanted: () => "the payload is a JSON object, no name twice",
  },
  iss_wrong: {
    rule: "iss",
    wanted: ({ expected }) => `issued by ${expected.issuer}`,
    is: claim("iss"),
  },
  aud_wrong: {
    rule: "aud",
    wanted: ({ expected }) => `meant for ${expected.audiences.join(" or ")}`,
    is: claim("aud"),
  },
  sub_malformed: { rule: "sub", wanted: () => "names its subject", is: claim("sub") },
  uuid_malformed: {
    rule: "uuid",
    wanted: () => "the uuid claim says whose rows these are",
    is: claim("uuid"),
  },
  sid_malformed: { rule: "sid", wanted: () => "the sid claim names the session", is: claim("sid") },
  iat_malformed: time("iat"),
  exp_malformed: time("exp"),
  nbf_malformed: time("nbf"),
  scope_malformed: text("scope"),
  email_malformed: text("email"),
  name_malformed: text("name"),
  cnf_unsupported: {
    rule: "cnf",
    wanted: () => "isn't bound to a key (cnf), which nobody here would check",
    is: claim("cnf"),
  },
  lifetime_too_long: {
    rule: "life",
    wanted: () => "lives an hour at most",
    is: ({ claims }) => {
      const seconds = Number(claims?.exp) - Number(claims?.iat);
      return Number.isNaN(seconds) ? "unknown: iat or exp is missing or no number" : `${seconds} s`;
    },
  },
  not_yet_valid: { rule: "nbf", wanted: () => "is valid already", is: moment("nbf") },
  issued_in_future: {
    rule: "iat",
    wanted: () => "wasn't issued in the future, by this clock",
    is: moment("iat"),
  },
  token_expired: { rule: "exp", wanted: () => "hasn't ended", is: moment("exp") },
};

/** The name of a rule, and why it holds or not: what is wanted, and what the token says. */
export function explain(
  code: TokenInvalidCode | KeySetReason,
  passed: boolean,
  found: Found,
): { rule: string; why: string } {
  const { rule, wanted, is } = words[code as TokenInvalidCode] ?? {
    rule: code,
    wanted: () => code,
  };
  const wish = wanted(found);
  if (passed) return { rule, why: wish };
  return { rule, why: is ? `wanted: ${wish}; it is ${is(found)}` : `wanted: ${wish}` };
}
