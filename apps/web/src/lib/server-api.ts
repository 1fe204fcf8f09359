import "server-only";
import { createApiClient } from "@claimcheck/client/client";
import { context, propagation } from "@opentelemetry/api";
import { getIssuer } from "@/auth/issuer.ts";

/** A page isn't held up longer than this; the browser then asks by itself. */
const timeout = 8_000;

/**
 * The API as the web server calls it, for the person whose token it is, in the trace of the page. `file`: what it
 * answers is handed on as it comes, and takes as long as whoever asks for it.
 */
export function serverApi(token: string, { file = false } = {}) {
  return createApiClient({
    apiUrl: getIssuer().config.API_INTERNAL_URL,
    getToken: async () => token,
    async fetch(url, init) {
      const headers = new Headers(init?.headers);
      propagation.inject(context.active(), headers, { set: (carrier, name, value) => carrier.set(name, value) });
      const slow = new AbortController();
      const timer = setTimeout(() => slow.abort(), timeout).unref();
      const answer = await fetch(url, { ...init, headers, cache: "no-store", signal: slow.signal });
      if (file) clearTimeout(timer);
      return answer;
    },
  });
}
