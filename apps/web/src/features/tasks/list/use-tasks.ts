"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "@/lib/api-provider.tsx";
import { type ListParams, listQuery } from "../filters/params.ts";
import { useSetting } from "../setting.tsx";
import { tasksQuery } from "../tasks-query.ts";
import { useSteadyPlaces } from "./use-steady.ts";

export type Tasks = ReturnType<typeof useTasks>;

/** The tasks that fit what the address says. */
export function useTasks(params: ListParams) {
  const { merge, listProps } = useSteadyPlaces();
  const query = useInfiniteQuery({
    ...tasksQuery(useApi(), listQuery(params, useSetting())),
    structuralSharing: merge,
  });
  /** There is no network to load it by, and what is there is another list. */
  const isMissing = query.isPaused && (query.isPending || query.isPlaceholderData);
  /** Also while it is tried again, which a query without data takes for its first attempt. */
  const failed = !isMissing && query.errorUpdateCount > 0 && (!query.data || query.isPlaceholderData);
  const pages = isMissing || failed ? [] : (query.data?.pages ?? []);
  const deleted = params.view === "deleted";
  // Pages are read one after the other; a task that moved meanwhile may stand on two of them.
  const tasks = [...new Map(pages.flatMap(({ items }) => items).map((task) => [task.id, task])).values()];
  return {
    // Deleted and restored ones leave at once, and are back in their place when that is refused.
    tasks: tasks.filter((task) => (task.deletedAt !== null) === deleted),
    listProps,
    isMissing,
    isLoading: query.isPending && !failed,
    /** Another list than the one asked for is still shown. */
    isStale: query.isPlaceholderData && !failed,
    failed,
    retry: () => void query.refetch(),
    // Asked for only where it matters: the list is drawn anew whenever something that was asked for changes.
    isReading: (failed || query.hasNextPage) && query.isFetching,
    hasMore: query.hasNextPage,
    loadMore: () => void query.fetchNextPage({ cancelRefetch: false }),
    isLoadingMore: query.isFetchingNextPage,
    failedToLoadMore: query.isFetchNextPageError,
  };
}
