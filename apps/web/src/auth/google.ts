import { createAuthorizationURL, type OAuthProvider } from "better-auth/oauth2";
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from "jose";
import { askProvider, type Client, exchangeCode } from "./ask-provider.ts";
import { providedPerson } from "./person-rules.ts";

type Discovered = { issuer: string; authorization_endpoint: string; token_endpoint: string; jwks_uri: string };
type Endpoints = Discovered & { keys: ReturnType<typeof createRemoteJWKSet> };
type Claims = JWTPayload & { email?: string; email_verified?: boolean; name?: string };

const hour = 3_600_000;

/**
 * Google, or another issuer of OpenID Connect. Its endpoints are looked up when somebody first needs them, and not at the
 * start, which must work without it. There is no way in with an ID token from elsewhere: only one asked for here, with the
 * nonce of this sign-in, is taken.
 */
export function google(issuer: string, client: Client): OAuthProvider<Claims> {
  let known: { at: number; endpoints: Promise<Endpoints> } | undefined;
  const endpoints = (): Promise<Endpoints> => {
    if (!known || Date.now() - known.at > hour) {
      const asked = discover(issuer);
      known = { at: Date.now(), endpoints: asked };
      asked.catch(() => {
        known = undefined;
      });
    }
    return known.endpoints;
  };
  return {
    id: "google",
    name: "Google",
    accountSubject: ({ profile }) => profile.sub ?? "",
    requiresIdTokenNonce: true,
    createAuthorizationURL: async ({ state, codeVerifier, redirectURI, idTokenNonce }) =>
      createAuthorizationURL({
        id: "google",
        options: client,
        authorizationEndpoint: (await endpoints()).authorization_endpoint,
        scopes: ["openid", "email", "profile"],
        state,
        codeVerifier,
        redirectURI,
        ...(idTokenNonce && { nonce: idTokenNonce }),
      }),
    validateAuthorizationCode: async (code) => exchangeCode((await endpoints()).token_endpoint, client, code),
    async getUserInfo({ idToken = "", expectedIdTokenNonce }) {
      const { keys } = await endpoints();
      const { payload } = await jwtVerify<Claims>(idToken, keys, {
        issuer,
        audience: client.clientId,
        algorithms: ["RS256", "ES256"],
        maxTokenAge: "10m",
        requiredClaims: ["sub", "exp"],
      });
      if (!expectedIdTokenNonce || payload.nonce !== expectedIdTokenNonce) throw new Error("The nonce isn't ours");
      const { name, email, email_verified: emailVerified } = payload;
      return { user: providedPerson({ name, email, emailVerified }), data: payload };
    },
  };
}

async function discover(issuer: string): Promise<Endpoints> {
  const found = await askProvider<Discovered>(`${issuer}/.well-known/openid-configuration`);
  if (found.issuer !== issuer) throw new Error(`${issuer} says that it is another issuer`);
  return { ...found, keys: createRemoteJWKSet(new URL(found.jwks_uri), { timeoutDuration: 8000 }) };
}
