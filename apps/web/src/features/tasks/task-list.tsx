"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useApi } from "@/lib/api-provider.tsx";
import { TaskRow } from "./task-row.tsx";
import { tasksQuery } from "./tasks-query.ts";

export function TaskList() {
  const { data, isPending, isFetching, refetch, ...more } = useInfiniteQuery(tasksQuery(useApi()));

  if (isPending) return <output className="text-muted">Loading your tasks…</output>;
  if (!data) {
    return (
      <Alert>
        Your tasks can’t be loaded right now.
        <Button look="secondary" className="shrink-0" disabled={isFetching} onClick={() => refetch()}>
          Try again
        </Button>
      </Alert>
    );
  }

  const tasks = data.pages.flatMap(({ items }) => items);
  if (tasks.length === 0) {
    return (
      <p className="rounded-card border-2 border-dashed border-line px-5 py-10 text-center text-muted">
        Nothing to do yet. Add your first task above.
      </p>
    );
  }
  return (
    <>
      <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface">
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} />
        ))}
      </ul>
      {more.hasNextPage && (
        <Button
          look="secondary"
          className="justify-self-center"
          aria-busy={more.isFetchingNextPage}
          onClick={() => more.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  );
}
