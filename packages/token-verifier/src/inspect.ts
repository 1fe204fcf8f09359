import { type Expected, formChecks, timeChecks } from "./claims.ts";
import { type Compact, headerChecks, readCompact } from "./compact.ts";
import { TokenInvalidError } from "./errors.ts";
import { explain, type Found } from "./inspect-words.ts";
import { type JsonObject, parseJsonObject } from "./json.ts";
import { type KeySet, readKeySet } from "./jwk.ts";
import { KeySetError } from "./key-set-error.ts";
import { readRules, type VerifierOptions } from "./options.ts";
import { verifySignature } from "./signature.ts";

/** One rule that a token is held to, whether it holds, and why in words. */
export type Check = { rule: string; passed: boolean; why: string };

export type Inspection = {
  header?: JsonObject;
  claims?: JsonObject;
  /** The published key that the token names. */
  key?: JsonObject;
  checks: Check[];
  /** Whether a verifier with these options lets the token in. */
  accepted: boolean;
};

type Options = Pick<VerifierOptions, "issuer" | "audience" | "algorithms" | "now"> & {
  /** The JWKS document; undefined when it couldn't be had. */
  keySet: JsonObject | undefined;
};

/**
 * Takes a token apart for people: what it says, and each rule of the verifier with what it found. Goes on after
 * a rule that doesn't hold, which the verifier itself never does. Nothing that it gives holds the signature.
 */
export async function inspectToken(
  token: string,
  { keySet, now = Date.now, ...options }: Options,
): Promise<Inspection> {
  const rules = readRules(options);
  const expected: Expected = { ...rules, now: Math.floor(now() / 1000) };
  const [header, claims] = token
    .split(".")
    .slice(0, 2)
    .map((part) => parseJsonObject(Buffer.from(part, "base64url")));
  const found: Found = { header, claims, expected, rules, length: token.length };
  const checks: Check[] = [];
  const check = (code: Parameters<typeof explain>[0], passed: boolean) =>
    checks.push({ ...explain(code, passed, found), passed });

  const formed = await attempt(() => readCompact(token, rules));
  const broken = formed.code === "token_malformed" || formed.code === "token_too_long";
  check(broken ? formed.code : "token_malformed", !broken);
  check("header_malformed", header !== undefined);
  if (header) for (const { code, holds } of headerChecks) check(code, holds(header, rules));

  const keys = await attempt(() => readKeySet(keySet ?? {}, rules.algorithms));
  found.keys = keySet && (keys.value ? [...keys.value.keys()] : keys.code);
  const published = (keySet?.keys ?? []) as JsonObject[];
  const key = keys.value?.has(String(header?.kid)) ? published.find(({ kid }) => kid === header?.kid) : undefined;
  check("kid_unknown", key !== undefined);
  if (formed.value && keys.value && key) {
    const signed = await attempt(() => verifiedWith(formed.value as Compact, keys.value as KeySet));
    check(signed.code ?? "signature_wrong", signed.code === undefined);
  }
  check("claims_malformed", claims !== undefined);
  if (claims) {
    for (const { code, holds } of [...formChecks, ...timeChecks]) {
      check(code, holds(claims, expected));
    }
  }
  const accepted = formed.code === undefined && checks.every(({ passed }) => passed);
  return {
    ...(header && { header }),
    ...(claims && { claims }),
    ...(key && { key }),
    checks,
    accepted,
  };
}

function verifiedWith(compact: Compact, keys: KeySet): Promise<unknown> {
  const key = keys.get(compact.kid);
  if (!key) throw new TokenInvalidError("kid_unknown");
  return verifySignature(compact, key);
}

type Attempt<T> = { value: T; code?: never } | { value?: never; code: Parameters<typeof explain>[0] };

async function attempt<T>(work: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof TokenInvalidError) return { code: error.code };
    if (error instanceof KeySetError) return { code: error.reason };
    throw error;
  }
}
