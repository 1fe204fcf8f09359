"use client";

import type { Task } from "@claimcheck/contract/tasks";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use } from "react";
import { useApi } from "@/lib/api-provider.tsx";
import { isPassing } from "@/lib/query-client.ts";
import { useNotice } from "../notice.tsx";
import { taskKey, tasksKey } from "../tasks-query.ts";
import type { Change } from "./changes.ts";
import { changesKey, pendingChanges } from "./pending.ts";
import { reason } from "./refusal.ts";
import { applyEdits, editLoaded, isDraft, type LoadedTasks, prepend, replace } from "./task-cache.ts";

/** Changes the tasks of all lists that were loaded, or of those that are shown. */
export function editLists(
  client: QueryClient,
  edit: (loaded: LoadedTasks) => LoadedTasks,
  type: "all" | "active" = "all",
): void {
  const queryKey = tasksKey;
  client.setQueriesData<unknown>({ queryKey, type }, (data: unknown) => (isList(data) ? edit(data) : data));
}

const SubmitContext = createContext<((change: Change) => void) | undefined>(undefined);

/**
 * Lets what is below change tasks. A change shows at once and is taken back, with a message, when the API refuses it.
 * Changes reach the API one after the other in the order they were made; while there is no network, they wait.
 */
export function ChangesProvider({ children }: { children: ReactNode }) {
  const api = useApi();
  const client = useQueryClient();
  const { say, fail } = useNotice();

  const { mutate } = useMutation({
    mutationKey: changesKey,
    scope: { id: "changes" },
    mutationFn: (change: Change) => change.send(api),
    // An answer that was lost on the way, not a refusal: the same request again, under the same key.
    retry: (failures, error) => failures < 2 && isPassing(error),
    onMutate: (change) => {
      // An answer that is on its way doesn't know of this change yet.
      void client.cancelQueries({ queryKey: tasksKey });
      const [first] = change.tasks;
      if (first && isDraft(first)) editLists(client, (loaded) => prepend(loaded, first), "active");
      else editLists(client, (loaded) => editLoaded(loaded, (items) => applyEdits(items, [change])));
      const { undo } = change;
      if (undo) say(change.report, change, () => mutate(undo()));
    },
    onSuccess: (answer, change) => {
      const others = pendingChanges(client).filter((one) => one !== change);
      const [before] = change.tasks;
      if (before && isTask(answer)) {
        const [saved = answer] = applyEdits([answer], others);
        editLists(client, (loaded) => replace(loaded, before.id, saved));
        client.setQueryData<Task>(taskKey(answer.id), (held) => held && answer);
      }
      if (!change.undo) say(change.report, change);
      change.onDone?.(answer);
    },
    onError: (error, change) => {
      const others = pendingChanges(client).filter((one) => one !== change);
      for (const before of change.tasks)
        editLists(client, (loaded) =>
          replace(loaded, before.id, ...(isDraft(before) ? [] : applyEdits([before], others))),
        );
      if (!change.onRefused?.(error)) fail(`${change.refusal}: ${reason(error)}.`, change);
    },
    // When all are answered, the lists are read again: only the API knows where a task belongs now.
    onSettled: () => {
      if (client.isMutating({ mutationKey: changesKey }) > 1) return;
      for (const queryKey of [tasksKey, ["task"], ["tags"]]) void client.invalidateQueries({ queryKey });
    },
  });

  return <SubmitContext value={mutate}>{children}</SubmitContext>;
}

function isList(data: unknown): data is LoadedTasks {
  return typeof data === "object" && data !== null && "pages" in data;
}

function isTask(answer: unknown): answer is Task {
  return typeof answer === "object" && answer !== null && "version" in answer;
}

/** How to make a change. */
export function useSubmit(): (change: Change) => void {
  const submit = use(SubmitContext);
  if (!submit) throw new Error("useSubmit needs a ChangesProvider above it");
  return submit;
}
