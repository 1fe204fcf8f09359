"use client";

import { claimsOf } from "@claimcheck/client/claims";
import { type ApiClient, createApiClient } from "@claimcheck/client/client";
import { createTokenStore } from "@claimcheck/client/token";
import { QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useState, useSyncExternalStore } from "react";
import { type ApiHealth, createApiHealth } from "./api-health.ts";
import { fetchToken, leaveToSignIn, sessionIsEnding } from "./browser-token.ts";
import { createQueryClient } from "./query-client.ts";

type Api = ApiClient & {
  health: ApiHealth;
  /** Drops the token and all that was read with it. */
  forget: () => void;
  /** Has the next request ask who is signed in. */
  forgetToken: () => void;
};

const ApiContext = createContext<Api | undefined>(undefined);

/** The API for everything below: one token in memory and one cache, gone when the signed-in pages are left. */
export function ApiProvider({
  apiUrl,
  uuid,
  children,
}: {
  apiUrl: string;
  uuid?: string | undefined;
  children: ReactNode;
}) {
  const [{ api, queryClient }] = useState(() => {
    sessionIsEnding(undefined);
    const tokens = createTokenStore({
      async fetchToken() {
        const token = await fetchToken();
        if (!uuid || claimsOf(token).uuid === uuid) return token;
        // Somebody else has signed in: nothing that waits for a token may go out as theirs.
        forget();
        leaveToSignIn();
        return new Promise(() => {});
      },
    });
    const queryClient = createQueryClient();
    const health = createApiHealth();
    const forget = () => {
      tokens.clear();
      queryClient.clear();
    };
    const client = createApiClient({ apiUrl, getToken: tokens.get, fetch: health.fetch });
    return { queryClient, api: { ...client, health, forget, forgetToken: tokens.clear } };
  });
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </ApiContext>
  );
}

export function useApi(): Api {
  const api = use(ApiContext);
  if (!api) throw new Error("useApi needs an ApiProvider above it");
  return api;
}

/** Whether the API was away when it was asked last. */
export function useApiIsDown(): boolean {
  const { health } = useApi();
  return useSyncExternalStore(health.subscribe, health.isDown, () => false);
}
