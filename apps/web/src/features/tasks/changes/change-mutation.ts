import type { ApiClient } from "@claimcheck/client/client";
import type { Task } from "@claimcheck/contract/tasks";
import { mutationOptions, type QueryClient } from "@tanstack/react-query";
import { retryLost } from "@/lib/query-client.ts";
import { taskKey, tasksKey } from "../tasks-query.ts";
import type { Change } from "./changes.ts";
import { editLists } from "./edit-lists.ts";
import { changesKey, confirmedTasks, pendingChanges } from "./pending.ts";
import { reason } from "./refusal.ts";
import { applyEdits, editLoaded, isDraft, prepend, replace } from "./task-cache.ts";

/**
 * How a change is made. It shows at once and is taken back, with a message, when the API refuses it. Changes reach the
 * API one after the other in the order they were made; while there is no network, they wait, also one that was on its
 * way when the network went.
 */
export function changeMutation(
  api: ApiClient,
  client: QueryClient,
  tell: {
    onMade: (change: Change) => void;
    onDone: (change: Change) => void;
    /** Without a text, when the change tells by itself. */
    onFailed: (text: string | undefined, change: Change) => void;
  },
) {
  const confirmed = confirmedTasks(client);
  const othersThan = (change: Change) => pendingChanges(client).filter((one) => one !== change);
  return mutationOptions({
    mutationKey: changesKey,
    scope: { id: "changes" },
    mutationFn: (change: Change) => change.send(api),
    // The same request again, under the same key.
    retry: retryLost,
    onMutate: (change) => {
      // An answer that is on its way doesn't know of this change yet.
      void client.cancelQueries({ queryKey: tasksKey });
      const [first] = change.tasks;
      if (first && isDraft(first)) editLists(client, (loaded) => prepend(loaded, first), "active");
      else {
        for (const task of change.tasks) if (!confirmed.has(task.id)) confirmed.set(task.id, task);
        editLists(client, (loaded) => editLoaded(loaded, (items) => applyEdits(items, [change])));
      }
      tell.onMade(change);
    },
    onSuccess: (answer, change) => {
      const [before] = change.tasks;
      for (const { id } of change.tasks) {
        const task = confirmed.get(id);
        if (task) confirmed.set(id, isTask(answer) ? answer : change.patch(task));
      }
      if (before && isTask(answer)) {
        const [saved = answer] = applyEdits([answer], othersThan(change));
        editLists(client, (loaded) => replace(loaded, before.id, saved));
        client.setQueryData<Task>(taskKey(answer.id), (held) => held && answer);
      }
      tell.onDone(change);
      change.onDone?.(answer);
    },
    onError: (error, change) => {
      const others = othersThan(change);
      for (const { id } of change.tasks) {
        // As the API has it: what the page had when this change was made may itself be refused by now.
        const task = confirmed.get(id);
        editLists(client, (loaded) => replace(loaded, id, ...(task ? applyEdits([task], others) : [])));
      }
      const isTold = change.onRefused?.(error);
      tell.onFailed(isTold ? undefined : `${change.refusal}: ${reason(error)}.`, change);
    },
    // When all are answered, the lists are read again: only the API knows where a task belongs now.
    onSettled: (_answer, _error, change) => {
      const others = othersThan(change);
      for (const { id } of change.tasks)
        if (!others.some(({ tasks }) => tasks.some((task) => task.id === id))) confirmed.delete(id);
      if (others.length > 0) return;
      for (const queryKey of [tasksKey, ["task"], ["tags"]]) void client.invalidateQueries({ queryKey });
    },
  });
}

function isTask(answer: unknown): answer is Task {
  return typeof answer === "object" && answer !== null && "version" in answer;
}
