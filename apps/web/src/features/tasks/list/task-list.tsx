"use client";

import type { Task } from "@claimcheck/contract/tasks";
import { useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TaskRow } from "./task-row.tsx";
import type { ListActions } from "./use-list-actions.ts";
import { useListKeys } from "./use-list-keys.ts";
import type { Selection } from "./use-selection.ts";
import type { Tasks } from "./use-tasks.ts";
import { useWaiting } from "./use-waiting.ts";

/** The tasks that are loaded, and more of them as one scrolls down. */
export function TaskList({ list, selection, actions }: { list: Tasks; selection: Selection; actions: ListActions }) {
  const waiting = useWaiting();
  useListKeys(list.tasks, selection, actions);
  const selected = new Set(selection.tasks.map(({ id }) => id));
  const stateOf = ({ id }: Task) => ({
    renaming: actions.renaming === id,
    waits: waiting.has(id),
    selecting: selection.on,
    selected: selected.has(id),
  });
  return (
    <>
      <ul
        {...list.listProps}
        aria-label="Tasks"
        aria-busy={list.isStale}
        className={`divide-y divide-line overflow-hidden rounded-card border border-line bg-surface ${list.isStale ? "border-dashed grayscale" : ""}`}
      >
        {list.tasks.map((task) => (
          <TaskRow key={task.id} task={task} state={stateOf(task)} actions={actions} />
        ))}
      </ul>
      {list.hasMore && <ShowMore list={list} />}
    </>
  );
}

/** Loads the next page when it comes near the screen; by press, where it doesn't. */
function ShowMore({ list: { loadMore, isReading, isLoadingMore, failedToLoadMore } }: { list: Tasks }) {
  const place = useRef<HTMLDivElement>(null);
  // While the list is read again, `loadMore` does nothing: who is at the end by then is seen once that is done.
  const waits = !isReading && !failedToLoadMore;
  useEffect(() => {
    if (!place.current || !waits) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) loadMore();
      },
      { rootMargin: "600px" },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [waits, loadMore]);
  return (
    <div ref={place} className="grid justify-items-center gap-2">
      <Alert>{failedToLoadMore && "The next tasks can’t be loaded right now."}</Alert>
      <Button look="secondary" aria-busy={isLoadingMore} onClick={loadMore}>
        {failedToLoadMore ? "Try again" : "Show more"}
      </Button>
    </div>
  );
}
