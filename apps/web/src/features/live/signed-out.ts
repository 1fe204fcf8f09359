"use client";

import { useSyncExternalStore } from "react";
import { askForToken } from "@/lib/browser-token.ts";
import { openTabs } from "./tabs.ts";

let waits = 0;
const listeners = new Set<() => void>();

function count(more: 1 | -1): void {
  waits += more;
  for (const listener of listeners) listener();
}

/** Whether the page waits for its person to sign in again, in another tab. */
export function useSignedOut(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    () => waits > 0,
    () => false,
  );
}

/**
 * Waits until somebody has signed in, perhaps somebody else, and gives the issuer's answer. It asks when another tab
 * tells of it, and when people come back to this one. Without an end when the page is left.
 */
export function waitForSignIn(left: AbortSignal): Promise<Response> {
  return new Promise((resolve) => {
    const listening = new AbortController();
    const { signal } = listening;
    const channel = openTabs();
    const end = () => {
      listening.abort();
      channel.close();
      count(-1);
    };
    const ask = async () => {
      const answer = await askForToken().catch(() => undefined);
      if (!answer || answer.status === 401 || signal.aborted) return;
      end();
      resolve(answer);
    };
    channel.onmessage = ask;
    document.addEventListener("visibilitychange", ask, { signal });
    for (const event of ["focus", "online"]) window.addEventListener(event, ask, { signal });
    left.addEventListener("abort", end, { signal });
    count(1);
  });
}
