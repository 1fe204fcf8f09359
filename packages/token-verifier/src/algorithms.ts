/**
 * The signature algorithms to choose from (RFC 7518, 8037, 9864), each with the keys it takes and the
 * length of its signatures; an RSA signature is as long as the key's modulus.
 */
export const algorithms = {
  EdDSA: { kty: "OKP", crv: "Ed25519", signatureBytes: 64 },
  Ed25519: { kty: "OKP", crv: "Ed25519", signatureBytes: 64 },
  ES256: { kty: "EC", crv: "P-256", signatureBytes: 64 },
  RS256: { kty: "RSA", crv: undefined, signatureBytes: undefined },
} as const;

export type Algorithm = keyof typeof algorithms;
