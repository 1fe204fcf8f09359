import { ApiError } from "@claimcheck/client/api-error";
import { environmentManager, notifyManager, QueryClient } from "@tanstack/react-query";

// A change shows in the same frame, and not a timer later.
notifyManager.setScheduler(queueMicrotask);

/** The longest `Retry-After` in seconds that a loading page waits for; a longer one is shown as a failure. */
const longestWait = 10;

/** A query cache: one for each page that the server renders, one for as long as the browser stays. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What the server has just put into the page isn't fetched again at once.
        staleTime: 30_000,
        retry: (failures, error) => !environmentManager.isServer() && failures < 2 && isPassing(error),
        retryDelay,
      },
      mutations: { retryDelay },
    },
  });
}

/** Whether the same request may well work a moment later; its twin, whose answer was lost, may still be at work. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiError) || (error.retryAfter ?? 0) > longestWait) return false;
  return error.status === 0 || error.status === 429 || error.status >= 500 || error.code === "idempotency_key_running";
}

/** Milliseconds until a failed request is sent again: a second, then two, and never before its `Retry-After`. */
function retryDelay(failures: number, error: unknown): number {
  const asked = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
  return 1000 * Math.max(2 ** failures, asked);
}

/** For the `retry` of a change: once its answer was lost on the way, but not when it was refused. */
export const retryLost = (failures: number, error: unknown): boolean => failures < 2 && isPassing(error);
