"use client";

import type { Task } from "@claimcheck/contract/tasks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert } from "@/components/ui/alert.tsx";
import { Sheet } from "@/components/ui/dialog.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useApi } from "@/lib/api-provider.tsx";
import { reason } from "../changes/refusal.ts";
import type { LoadedTasks } from "../changes/task-cache.ts";
import type { PanelField } from "../list/use-list-actions.ts";
import { taskQuery, tasksKey } from "../tasks-query.ts";
import { TaskForm } from "./task-form.tsx";

/** One task with all of its fields, at the side of the list. */
export function TaskPanel(props: {
  id: string;
  field: PanelField | undefined;
  onClose: () => void;
  onDelete: (task: Task) => void;
}) {
  const { id, onClose } = props;
  const client = useQueryClient();
  const query = useQuery({
    ...taskQuery(useApi(), id),
    // What the list has of it shows at once, and is asked for anew.
    initialData: () =>
      client
        .getQueriesData<LoadedTasks>({ queryKey: tasksKey, type: "active" })
        .flatMap(([, loaded]) => loaded?.pages?.flatMap(({ items }) => items) ?? [])
        .find((task) => task.id === id),
    initialDataUpdatedAt: 0,
  });
  return (
    <Sheet title={query.data?.title ?? "Task"} onClose={onClose}>
      {query.data && !isGone(query.error) ? (
        <TaskForm {...props} task={query.data} />
      ) : query.isError ? (
        <Alert>
          {isGone(query.error)
            ? "This task isn’t there any more."
            : `The task can’t be loaded: ${reason(query.error)}.`}
        </Alert>
      ) : (
        <>
          <output className="sr-only">Loading the task…</output>
          <div className="grid gap-5">
            {["h-11", "h-28", "h-11", "h-11"].map((height, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they never change.
              <Skeleton key={at} className={height} />
            ))}
          </div>
        </>
      )}
    </Sheet>
  );
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "status" in error && error.status === 404;
}
