import { importJWK, type JWK } from "jose";
import { type Algorithm, algorithms } from "./algorithms.ts";
import { decodeBase64url } from "./base64url.ts";
import { kidPattern } from "./compact.ts";
import { isSafePublicKey } from "./ed25519.ts";
import { isObject, type JsonObject } from "./json.ts";
import { KeySetError } from "./key-set-error.ts";

const maxKeys = 32;
/** Members that only private and symmetric keys have (RFC 7518 section 6). */
const secretMembers = ["d", "k", "p", "q", "dp", "dq", "qi", "oth", "priv"];

export type VerificationKey = Readonly<{
  key: CryptoKey;
  algorithms: readonly Algorithm[];
  signatureBytes: number;
}>;

/** The public keys of one issuer by their key id. */
export type KeySet = ReadonlyMap<string, VerificationKey>;

/** Which of the allowed algorithms a key may be used with; none for a key that isn't for signatures. */
function algorithmsOf(jwk: JsonObject, allowed: readonly Algorithm[]): Algorithm[] {
  const { kty, crv, alg, use = "sig", key_ops: operations = ["verify"] } = jwk;
  if (use !== "sig" || !Array.isArray(operations) || !operations.includes("verify")) return [];
  return allowed.filter((name) => {
    const { kty: needed, crv: curve } = algorithms[name];
    return kty === needed && crv === curve && (alg === undefined || alg === name);
  });
}

/** Imports the public members alone. Throws for a key that isn't sound or is too weak. */
async function importPublic(jwk: JsonObject, algorithm: Algorithm): Promise<CryptoKey> {
  const { kty, crv, x, y, n, e } = jwk;
  if (kty === "OKP" && !isSafePublicKey(decodeBase64url(String(x)))) {
    throw new KeySetError("key_unsafe");
  }
  // With e = 1 a signature is its own message; no other exponent than 65537 is in real use.
  if (kty === "RSA" && e !== "AQAB") throw new KeySetError("key_unsafe");
  const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
  try {
    return (await importJWK(Object.fromEntries(members) as JWK, algorithm)) as CryptoKey;
  } catch (cause) {
    throw new KeySetError("key_unsafe", { cause });
  }
}

async function readKey(jwk: JsonObject, usable: readonly Algorithm[]): Promise<VerificationKey> {
  const key = await importPublic(jwk, usable[0] as Algorithm);
  const { modulusLength = 0 } = key.algorithm as { modulusLength?: number };
  if (jwk.kty === "RSA" && (modulusLength < 2048 || modulusLength > 8192)) {
    throw new KeySetError("key_unsafe");
  }
  const { signatureBytes = Math.ceil(modulusLength / 8) } = algorithms[usable[0] as Algorithm];
  return { key, algorithms: usable, signatureBytes };
}

/**
 * Reads a JWKS document (RFC 7517 section 5). Keys for other uses, of other algorithms, or without a
 * key id are left out. Throws KeySetError, so that nothing is taken, when the set is empty, too large,
 * publishes a private key, names a key id twice, or holds an unsafe key.
 */
export async function readKeySet(document: JsonObject, allowed: readonly Algorithm[]): Promise<KeySet> {
  const { keys } = document;
  if (!Array.isArray(keys) || !keys.every(isObject)) throw new KeySetError("not_a_key_set");
  if (keys.length > maxKeys) throw new KeySetError("too_many_keys");
  if (keys.some((jwk) => secretMembers.some((name) => name in jwk))) {
    throw new KeySetError("private_key_published");
  }
  const set = new Map<string, VerificationKey>();
  for (const jwk of keys) {
    const usable = algorithmsOf(jwk, allowed);
    if (usable.length === 0 || typeof jwk.kid !== "string" || !kidPattern.test(jwk.kid)) continue;
    if (set.has(jwk.kid)) throw new KeySetError("duplicate_key_id");
    set.set(jwk.kid, await readKey(jwk, usable));
  }
  if (set.size === 0) throw new KeySetError("no_usable_key");
  return set;
}
