/**
 * The bytes of base64url text; undefined unless it is the one canonical text for them, without padding,
 * spaces or stray last bits, so that a value can't be written in two ways (RFC 7515 section 2).
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}
