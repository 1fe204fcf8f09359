"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useApi } from "@/lib/api-provider.tsx";
import { leaveToSignIn, waitWhenSignedOut } from "@/lib/browser-token.ts";
import { waitForSignIn } from "./signed-out.ts";
import { heedDeletion, openTabs, type Said } from "./tabs.ts";

/**
 * Drops everything and leads to sign in when another tab says that somebody else is signed in now, or nobody. Changes
 * that the API hasn't answered are kept from the latter: they wait for the same person to sign in again.
 */
export function SamePerson({ id }: { id: string }) {
  const { forget, forgetToken } = useApi();
  const client = useQueryClient();
  const hear = useEffectEvent((who: Said) => {
    if (who === id) return;
    // Without the token the next request asks whether somebody is signed in.
    if (who === null && client.isMutating() > 0) return forgetToken();
    heedDeletion(who);
    forget();
    leaveToSignIn();
  });
  useEffect(() => {
    const channel = openTabs((said) => hear(said));
    channel.postMessage(id);
    return () => channel.close();
  }, [id]);
  useEffect(() => {
    const left = new AbortController();
    waitWhenSignedOut(() => (client.isMutating() > 0 ? waitForSignIn(left.signal) : undefined));
    return () => {
      waitWhenSignedOut(undefined);
      left.abort();
    };
  }, [client]);
  return null;
}
