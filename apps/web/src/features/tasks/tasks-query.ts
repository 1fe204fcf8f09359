import type { ApiClient } from "@claimcheck/client/client";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { pendingChanges } from "./changes/pending.ts";
import { withEdits } from "./changes/task-cache.ts";
import type { ListQuery } from "./filters/params.ts";

export const tasksKey = ["tasks"] as const;
export const taskKey = (id: string) => ["task", id] as const;

/** The tasks that fit, a page at a time; the same for the server's render and the browser. */
export function tasksQuery(api: Pick<ApiClient, "listTasks">, query: ListQuery) {
  return infiniteQueryOptions({
    queryKey: [...tasksKey, query],
    queryFn: async ({ pageParam, signal, client }) => {
      const page = await api.listTasks({ query: { ...query, ...(pageParam && { cursor: pageParam }) } }, { signal });
      return withEdits(page, pendingChanges(client), pageParam === null);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** One task as it is now. */
export function taskQuery(api: Pick<ApiClient, "getTask">, id: string) {
  return queryOptions({
    queryKey: taskKey(id),
    queryFn: ({ signal }) => api.getTask({ params: { id } }, { signal }),
    staleTime: 0,
    // Opened again, it's asked for again.
    gcTime: 0,
  });
}

/** Whether the person has any task at all. */
export function anyTaskQuery(api: Pick<ApiClient, "taskStats">) {
  return queryOptions({
    queryKey: [...tasksKey, "any"],
    queryFn: async ({ signal }) => {
      const { byStatus } = await api.taskStats({ query: { days: "1" } }, { signal });
      return Object.values(byStatus).some((count) => count > 0);
    },
  });
}
