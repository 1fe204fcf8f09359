import "server-only";
import { createApiClient } from "@claimcheck/client/client";
import { getIssuer } from "@/auth/issuer.ts";

/** A page isn't held up longer than this; the browser then asks by itself. */
const timeout = 8_000;

/** The API as the web server calls it, for the person whose token it is. */
export function serverApi(token: string) {
  return createApiClient({
    apiUrl: getIssuer().config.API_INTERNAL_URL,
    getToken: async () => token,
    fetch: (url, init) => fetch(url, { ...init, cache: "no-store", signal: AbortSignal.timeout(timeout) }),
  });
}
