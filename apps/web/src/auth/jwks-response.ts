import { createHash } from "node:crypto";
import type { Auth } from "./create-auth.ts";

/** How long a verifier may keep the keys. A new key is published at least this long before it signs. */
const maxAge = 300;

/** The public keys (RFC 7517 section 5): the same bytes at every address, cacheable, with an ETag. */
export async function jwksResponse(auth: Auth, request: Request): Promise<Response> {
  const body = JSON.stringify(await auth.api.getJwks());
  const etag = `"${createHash("sha256").update(body).digest("base64url")}"`;
  const headers = { "cache-control": `public, max-age=${maxAge}`, etag };
  const known = request.headers.get("if-none-match")?.split(/\s*,\s*/) ?? [];
  if (known.some((tag) => tag.replace(/^W\//, "") === etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
}
