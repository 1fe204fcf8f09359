"use client";

export type ApiHealth = {
  /** `fetch`, watched: to be used for every request to the API. */
  fetch: typeof fetch;
  /** Whether the last request found nobody, or nobody ready. */
  isDown: () => boolean;
  subscribe: (onChange: () => void) => () => void;
};

/** Not ready to answer, as opposed to one answer that failed. */
const notReady = [502, 503, 504];

/** Watches requests, to tell an API that is away from a browser that is offline. */
export function createApiHealth(): ApiHealth {
  const listeners = new Set<() => void>();
  let down = false;
  const note = (now: boolean) => {
    if (now === down) return;
    down = now;
    for (const listener of listeners) listener();
  };
  return {
    async fetch(url, init) {
      try {
        const response = await fetch(url, init);
        note(notReady.includes(response.status));
        return response;
      } catch (error) {
        if (!init?.signal?.aborted && navigator.onLine) note(true);
        throw error;
      }
    },
    isDown: () => down,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
  };
}
