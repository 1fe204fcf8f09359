import type { ApiClient } from "@claimcheck/client/client";
import { infiniteQueryOptions } from "@tanstack/react-query";

export const tasksKey = ["tasks"] as const;

/** The caller's tasks, newest first, a page at a time; the same for the server's render and the browser. */
export function tasksQuery(api: Pick<ApiClient, "listTasks">) {
  return infiniteQueryOptions({
    queryKey: tasksKey,
    queryFn: ({ pageParam, signal }) => api.listTasks(pageParam ? { query: { cursor: pageParam } } : {}, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}
