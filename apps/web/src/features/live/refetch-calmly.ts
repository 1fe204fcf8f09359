import type { QueryClient } from "@tanstack/react-query";

/** Longer than the changes of one action are apart, and far shorter than anyone waits. */
const pauseMs = 150;

const keys = ["tasks", "task", "tags"];

/**
 * A function that has everything on the page read again, once for many calls. It waits for the page's own changes: an
 * answer that doesn't have them yet would take them back for a moment.
 */
export function refetchCalmly(client: QueryClient, also: () => void, signal: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function refetch(): void {
    timer = undefined;
    if (client.isMutating({ predicate: ({ state }) => !state.isPaused }) > 0) {
      again();
      return;
    }
    for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
    also();
  }

  function again(): void {
    if (!signal.aborted) timer ??= setTimeout(refetch, pauseMs);
  }

  signal.addEventListener("abort", () => clearTimeout(timer));
  return again;
}
