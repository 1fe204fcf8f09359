import { createAuthorizationURL, type OAuthProvider } from "better-auth/oauth2";
import { askProvider, type Client, exchangeCode } from "./ask-provider.ts";
import { providedPerson } from "./person-rules.ts";

type Profile = { id: number; login: string; name: string | null };
type Address = { email: string; primary: boolean; verified: boolean };

/** GitHub, or a GitHub Enterprise Server at `origin`. Better Auth's own knows github.com only. */
export function github(origin: string, client: Client): OAuthProvider<Profile> {
  const api = origin === "https://github.com" ? "https://api.github.com" : `${origin}/api/v3`;
  return {
    id: "github",
    name: "GitHub",
    accountSubject: ({ profile }) => profile.id,
    createAuthorizationURL: ({ state, codeVerifier, redirectURI }) =>
      createAuthorizationURL({
        id: "github",
        options: client,
        authorizationEndpoint: `${origin}/login/oauth/authorize`,
        scopes: ["read:user", "user:email"],
        state,
        codeVerifier,
        redirectURI,
      }),
    validateAuthorizationCode: (code) => exchangeCode(`${origin}/login/oauth/access_token`, client, code),
    async getUserInfo({ accessToken }) {
      const init = { headers: { authorization: `Bearer ${accessToken}` } };
      const [data, addresses] = await Promise.all([
        askProvider<Profile>(`${api}/user`, init),
        askProvider<Address[]>(`${api}/user/emails`, init),
      ]);
      // The one of the profile may be any; only of these GitHub says whether they are theirs.
      const { email, verified } = addresses.find(({ primary }) => primary) ?? {};
      return { user: providedPerson({ name: data.name ?? data.login, email, emailVerified: verified }), data };
    },
  };
}
