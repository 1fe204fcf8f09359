import { compactVerify, errors } from "jose";
import type { Compact } from "./compact.ts";
import { TokenInvalidError } from "./errors.ts";
import type { VerificationKey } from "./jwk.ts";

/** Checks a token's signature and gives the signed bytes. Throws TokenInvalidError. */
export async function verifySignature(
  { token, alg, signatureBytes }: Compact,
  key: VerificationKey,
): Promise<Uint8Array> {
  if (!key.algorithms.includes(alg)) throw new TokenInvalidError("alg_not_allowed");
  if (signatureBytes !== key.signatureBytes) throw new TokenInvalidError("signature_length_wrong");
  try {
    return (await compactVerify(token, key.key, { algorithms: [alg] })).payload;
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause;
    throw new TokenInvalidError("signature_wrong", { cause });
  }
}
