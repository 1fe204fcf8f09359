import "server-only";
import { parseSetCookieHeader, toCookieOptions } from "better-auth/cookies";
import { cookies, headers } from "next/headers";
import { handleAuth } from "@/auth/handle.ts";
import { getIssuer } from "@/auth/issuer.ts";

/** They describe the form's own body, not the one that goes on. */
const ofTheForm = ["content-length", "content-encoding", "transfer-encoding", "accept-encoding"];

/**
 * Sends a form on to the issuer as the request that a script would have sent, so that its origin checks
 * and limits hold here too (calling `auth.api` would pass them by), and hands its cookies to the browser.
 */
export async function callIssuer(path: string, body: Readonly<Record<string, unknown>>): Promise<Response> {
  const issuer = getIssuer();
  const forwarded = new Headers(await headers());
  for (const name of ofTheForm) forwarded.delete(name);
  forwarded.set("content-type", "application/json");
  const response = await handleAuth(
    issuer,
    new Request(`${issuer.config.BETTER_AUTH_URL}/api/auth${path}`, {
      method: "POST",
      headers: forwarded,
      body: JSON.stringify(body),
    }),
  );
  const jar = await cookies();
  for (const line of response.headers.getSetCookie()) {
    for (const [name, cookie] of parseSetCookieHeader(line)) {
      jar.set({ name, value: cookie.value, ...toCookieOptions(cookie) });
    }
  }
  return response;
}
