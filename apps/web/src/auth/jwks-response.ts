import { createHash } from "node:crypto";
import type { Issuer } from "./handle.ts";

/** The public keys (RFC 7517 section 5): the same bytes at every address, cacheable, with an ETag. */
export async function jwksResponse({ config, keys }: Issuer, { headers: asked }: Request): Promise<Response> {
  const body = JSON.stringify({ keys: await keys.publicKeys() });
  const etag = `"${createHash("sha256").update(body).digest("base64url")}"`;
  const headers = { "cache-control": `public, max-age=${config.JWKS_MAX_AGE}`, etag };
  const known = asked.get("if-none-match")?.split(/\s*,\s*/) ?? [];
  if (known.some((tag) => tag.replace(/^W\//, "") === etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
}
