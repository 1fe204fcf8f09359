import type { BetterAuthPlugin } from "better-auth";
import type { OAuthProvider } from "better-auth/oauth2";
import type { WebConfig } from "../config.ts";
import { github } from "./github.ts";
import { google } from "./google.ts";
import { describeError } from "./log.ts";

/** The providers whose settings are there. */
function offered(config: WebConfig): OAuthProvider[] {
  const { GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET } = config;
  const all: OAuthProvider[] = [];
  if (GITHUB_CLIENT_ID && GITHUB_CLIENT_SECRET) {
    all.push(github(config.GITHUB_URL, { clientId: GITHUB_CLIENT_ID, clientSecret: GITHUB_CLIENT_SECRET }));
  }
  if (GOOGLE_CLIENT_ID && GOOGLE_CLIENT_SECRET) {
    all.push(google(config.GOOGLE_ISSUER, { clientId: GOOGLE_CLIENT_ID, clientSecret: GOOGLE_CLIENT_SECRET }));
  }
  return all;
}

/** Id and name of each provider that people may sign in with, for the pages. */
export function offeredProviders(config: WebConfig): { id: string; name: string }[] {
  return offered(config).map(({ id, name }) => ({ id, name }));
}

/** Signing in with other accounts, through Better Auth's own endpoints: state in the database and a cookie, PKCE. */
export function providers(config: WebConfig) {
  return {
    id: "claimcheck-providers",
    init: () => ({ context: { socialProviders: offered(config).map(calmly) } }),
  } satisfies BetterAuthPlugin;
}

/** A provider that fails, or answers what isn't right, leads back with a reason instead of to a page of errors. */
function calmly(provider: OAuthProvider): OAuthProvider {
  const getUserInfo: OAuthProvider["getUserInfo"] = async (tokens) => {
    try {
      return await provider.getUserInfo(tokens);
    } catch (error) {
      console.error(`auth ${provider.id}: ${describeError(error)}`);
      return null;
    }
  };
  return { ...provider, getUserInfo };
}
