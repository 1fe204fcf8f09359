import { type JsonObject, parseJsonObject } from "./json.ts";
import { KeySetError } from "./key-set-error.ts";

const maxBytes = 64 * 1024;

/** Reads a body up to the cap, counted while it arrives and after decompression. */
async function readCapped(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new KeySetError("too_large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function request(url: URL, signal: AbortSignal): Promise<JsonObject> {
  const response = await fetch(url, {
    redirect: "manual",
    // CDNs in front of an issuer refuse the names that libraries give themselves.
    headers: { accept: "application/json, application/jwk-set+json", "user-agent": "claimcheck" },
    signal,
  });
  try {
    if (response.status >= 300 && response.status < 400) throw new KeySetError("redirect");
    if (response.status !== 200) throw new KeySetError("status");
    const type = response.headers.get("content-type") ?? "";
    if (!/^application\/(json|jwk-set\+json)\s*(;|$)/i.test(type)) throw new KeySetError("not_json");
    const document = parseJsonObject(await readCapped(response));
    if (!document) throw new KeySetError("not_json");
    return document;
  } finally {
    // Lets go of the connection when the body was left unread.
    await response.body?.cancel().catch(() => {});
  }
}

/**
 * Gets the JSON object at the address of the keys. One time limit covers the whole exchange, body
 * included; redirects are refused, since only the configured address is trusted.
 * Throws KeySetError; also when `signal` aborts.
 */
export async function fetchJwks(
  url: URL,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<JsonObject> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new KeySetError("timeout")), timeoutMs);
  timer.unref();
  try {
    return await request(url, AbortSignal.any([signal, limit.signal]));
  } catch (cause) {
    if (cause instanceof KeySetError) throw cause;
    throw new KeySetError("unreachable", { cause });
  } finally {
    clearTimeout(timer);
  }
}
