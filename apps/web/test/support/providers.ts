import { expect } from "vitest";
import { type OAuthPerson, startOAuthServer } from "../../../../e2e/support/oauth-server.ts";
import { cookieOf, newPerson, startIssuer } from "./issuer.ts";

export const providerIds = ["github", "google"] as const;
export type ProviderId = (typeof providerIds)[number];

/** An issuer that offers both providers, and a server that stands in for them. */
export async function startWithProviders() {
  const provider = await startOAuthServer();
  const issuer = await startIssuer(provider.settings);
  return {
    provider,
    issuer,
    /** Somebody with accounts at both. */
    visitor(more: Partial<OAuthPerson> = {}): OAuthPerson {
      const person = { login: `login-${crypto.randomUUID()}`, email: newPerson("Ada").email, name: "Ada", ...more };
      provider.add(person);
      return person;
    },
    /** Goes to a provider and comes back as a browser does; gives where it ends and the cookies it has then. */
    async go(id: ProviderId, login: string, { cookie = "", path = "/sign-in/social" } = {}) {
      const errorCallbackURL = cookie ? "/account" : "/sign-in";
      const body = { provider: id, callbackURL: "/tasks?view=today", errorCallbackURL };
      const started = await issuer.call(path, { body, ...(cookie && { cookie }) });
      expect(started.status).toBe(200);
      const { url } = await started.json();
      const at = await fetch(`${url}&person=${login}`, { redirect: "manual" });
      const back = new URL(at.headers.get("location") ?? "");
      const state = [cookie, cookieOf(started)].filter(Boolean).join("; ");
      const landed = await issuer.call(back.pathname.replace("/api/auth", "") + back.search, { cookie: state });
      const { status, headers } = landed;
      return { status, location: headers.get("location"), cookie: cookieOf(landed), url, back, state };
    },
    isSignedIn: async (cookie: string) => (await issuer.call("/token", { cookie })).status === 200,
    stop: () => Promise.all([issuer.stop(), provider.stop()]),
  };
}
