import { handleAuth } from "@/auth/handle.ts";
import { getIssuer } from "@/auth/issuer.ts";

/** The keys again, where other software looks for them first. */
export function GET({ url, headers }: Request): Promise<Response> {
  return handleAuth(getIssuer(), new Request(new URL("/api/auth/jwks", url), { headers }));
}
