"use client";

import type { ApiClient } from "@claimcheck/client/client";

/**
 * Holds the stream of changes for as long as the tab is visible, and calls `onChange` when something has changed or may
 * have: one is allowed only so many streams, and a tab that nobody sees needs none.
 */
export function followWhileVisible(api: Pick<ApiClient, "fetch">, onChange: () => void, signal: AbortSignal): void {
  let stream: AbortController | undefined;

  // Between the answer that is shown and a stream's beginning things may have changed, the first time as well.
  const watched: Pick<ApiClient, "fetch"> = {
    async fetch(...args) {
      const response = await api.fetch(...args);
      onChange();
      return response;
    },
  };

  async function open(mine: AbortController): Promise<void> {
    const { followChanges } = await import("@claimcheck/client/events");
    await followChanges(watched, { signal: mine.signal, onChange });
  }

  function begin(): void {
    stream?.abort();
    stream = undefined;
    if (document.visibilityState === "hidden") return;
    stream = new AbortController();
    // Refused for good, or its script didn't come: the page works without, and the next time it's visible tries anew.
    open(stream).catch(() => {});
  }

  begin();
  document.addEventListener("visibilitychange", begin, { signal });
  // Who is back in the network needn't wait for the next attempt.
  window.addEventListener("online", begin, { signal });
  signal.addEventListener("abort", () => stream?.abort());
}
