const p = 2n ** 255n - 19n;
const order8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;

/** The y coordinates of the points whose order divides the cofactor 8 of the curve (RFC 8032 section 5.1). */
const lowOrder = [0n, 1n, p - 1n, order8, p - order8];

/**
 * Whether an Ed25519 public key may be trusted: 32 bytes in the one canonical encoding, and no low-order
 * point, under which some libraries take a signature that anybody can make.
 */
export function isSafePublicKey(x: Uint8Array | undefined): boolean {
  if (x?.length !== 32) return false;
  const withoutSign = 2n ** 255n - 1n;
  const y = BigInt(`0x${Buffer.from(x).reverse().toString("hex")}`) & withoutSign;
  return y < p && !lowOrder.includes(y);
}
