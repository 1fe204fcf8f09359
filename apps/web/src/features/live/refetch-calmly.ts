import type { QueryClient } from "@tanstack/react-query";

/** Longer than the changes of one action are apart, and far shorter than anyone waits. */
const pauseMs = 150;

/** So long it waits for the page's own changes, which may follow each other without end: others' are to show within 2 s. */
const longestMs = 1_000;
/** What has been read for so long hangs. */
const hangsMs = 10_000;

const keys = ["tasks", "task", "tags"];

/**
 * A function that has everything on the page read again, once for many calls. It waits for the page's own changes: an
 * answer that doesn't have them yet would take them back for a moment. And it waits for what is being read: begun anew at
 * each of many changes, that would never come to an end.
 */
export function refetchCalmly(client: QueryClient, also: () => void, signal: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let calledAt = 0;

  function refetch(): void {
    const waited = performance.now() - calledAt;
    const isChanging = client.isMutating({ predicate: ({ state }) => !state.isPaused }) > 0;
    // What failed and pauses before another attempt isn't waited for.
    const isReading = client.isFetching({ predicate: ({ state }) => state.fetchFailureCount === 0 }) > 0;
    const waits = (isChanging && waited < longestMs) || (isReading && waited < hangsMs);
    timer = waits ? setTimeout(refetch, pauseMs) : undefined;
    if (waits) return;
    for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
    also();
  }

  signal.addEventListener("abort", () => clearTimeout(timer));
  return () => {
    if (signal.aborted || timer !== undefined) return;
    calledAt = performance.now();
    timer = setTimeout(refetch, pauseMs);
  };
}
