import { assertForm, assertTimes, type Principal, toPrincipal } from "./claims.ts";
import { type Compact, readCompact } from "./compact.ts";
import { TokenInvalidError } from "./errors.ts";
import { type JsonObject, parseJsonObject } from "./json.ts";
import { readKeySet } from "./jwk.ts";
import { createKeyCache } from "./jwks-cache.ts";
import { fetchJwks } from "./jwks-fetch.ts";
import { readOptions, type VerifierOptions } from "./options.ts";
import { verifySignature } from "./signature.ts";
import { createVerifiedCache } from "./verified-cache.ts";

export type TokenVerifier = {
  /** Takes a compact JWT, gives who is calling. Throws TokenInvalidError or KeysUnavailableError. */
  verify(token: string): Promise<Principal>;
  /** Fetches the keys ahead of the first token; goes on trying in the background. Never throws. */
  warm(): Promise<void>;
  /** Whether the keys were seen once. */
  readonly ready: boolean;
  /** Ends what goes on in the background. */
  close(): void;
};

/**
 * Makes a verifier of access tokens by RFC 7519 and RFC 8725: form before cryptography, signature before
 * claims. Throws TypeError when the options would make it unsafe.
 */
export function createTokenVerifier(options: VerifierOptions): TokenVerifier {
  const { jwksUrl, timing, clock, onEvent, ...rules } = readOptions(options);
  const fetchOptions = { timeoutMs: timing.fetchTimeoutMs };
  const keys = createKeyCache({
    load: async (signal) => readKeySet(await fetchJwks(jwksUrl, { ...fetchOptions, signal }), rules.algorithms),
    timing,
    clock,
    onEvent,
  });
  const verified = createVerifiedCache<{ claims: JsonObject; principal: Principal }>({
    ttlMs: timing.verifiedMs,
    clock,
  });
  const expected = () => ({ ...rules, now: Math.floor(clock.now() / 1000) });

  async function verifyFormed(compact: Compact): Promise<Principal> {
    const known = verified.get(compact.token, await keys.ensure());
    if (known) {
      assertTimes(known.claims, expected(), known.principal);
      return known.principal;
    }
    const { key, generation } = await keys.find(compact.kid);
    const claims = parseJsonObject(await verifySignature(compact, key));
    if (!claims) throw new TokenInvalidError("claims_malformed");
    assertForm(claims, expected());
    const principal = toPrincipal(claims);
    assertTimes(claims, expected(), principal);
    verified.put(compact.token, generation, { claims, principal });
    return principal;
  }

  return {
    async verify(token) {
      const compact = readCompact(token, rules);
      try {
        return await verifyFormed(compact);
      } catch (error) {
        if (error instanceof TokenInvalidError) error.keyId = compact.kid;
        throw error;
      }
    },
    warm: keys.warm,
    get ready() {
      return keys.ready;
    },
    close: keys.close,
  };
}
