import { getOAuth2Tokens, type OAuth2Tokens } from "better-auth/oauth2";

const waitMs = 8000;

/** Asks a provider for JSON. Throws when it doesn't answer in time, sends us elsewhere, or refuses. */
export async function askProvider<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, {
    ...init,
    headers: { accept: "application/json", "user-agent": "claimcheck", ...init.headers },
    redirect: "error",
    signal: AbortSignal.timeout(waitMs),
  });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return (await response.json()) as T;
}

export type Client = { clientId: string; clientSecret: string };
export type Code = { code: string; redirectURI: string; codeVerifier?: string | undefined };

/** Changes a code for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.5). */
export async function exchangeCode(url: string, { clientId, clientSecret }: Client, code: Code): Promise<OAuth2Tokens> {
  const form = {
    grant_type: "authorization_code",
    code: code.code,
    redirect_uri: code.redirectURI,
    code_verifier: code.codeVerifier ?? "",
    client_id: clientId,
    client_secret: clientSecret,
  };
  const answer = await askProvider<Record<string, unknown>>(url, { method: "POST", body: new URLSearchParams(form) });
  // GitHub refuses with a 200.
  if (typeof answer.access_token !== "string") throw new Error(`${new URL(url).host} gave no token`);
  return getOAuth2Tokens(answer);
}
