import { ApiError } from "@claimcheck/client/api-error";
import type { Task, TaskChange } from "@claimcheck/contract/tasks";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/lib/api-provider.tsx";
import { useNotice } from "./notice.tsx";
import { changeTask, draftTask, insertTask, type LoadedTasks, removeTask } from "./task-cache.ts";
import { tasksKey } from "./tasks-query.ts";

/*
 * Every change shows at once and is taken back, with a message, when the API refuses it. Only the task
 * concerned is taken back: others may have changed meanwhile.
 */

function edit(client: QueryClient, change: (tasks: LoadedTasks) => LoadedTasks): void {
  // An answer that is on its way doesn't know of this change yet.
  void client.cancelQueries({ queryKey: tasksKey });
  client.setQueryData<LoadedTasks>(tasksKey, (tasks) => tasks && change(tasks));
}

function reason(error: unknown): string {
  if (!(error instanceof ApiError) || error.status >= 500) return "something failed on our side";
  return error.status === 0 ? "the tasks service can’t be reached" : error.detail;
}

export function useAddTask() {
  const api = useApi();
  const client = useQueryClient();
  const { say, fail } = useNotice();
  return useMutation({
    mutationFn: (title: string) => api.createTask({ body: { title } }),
    onMutate: (title) => {
      const draft = draftTask(title);
      edit(client, (tasks) => insertTask(tasks, draft));
      return draft;
    },
    onSuccess: (task, title, draft) => {
      edit(client, (tasks) => insertTask(removeTask(tasks, draft.id), task));
      say(`Added “${title}”`);
    },
    onError: (error, title, draft) => {
      if (draft) edit(client, (tasks) => removeTask(tasks, draft.id));
      fail(`“${title}” wasn’t added: ${reason(error)}.`);
    },
  });
}

export function useChangeTask(task: Task) {
  const api = useApi();
  const client = useQueryClient();
  const { say, fail } = useNotice();
  const mutationKey = [...tasksKey, task.id];
  const isLast = () => client.isMutating({ mutationKey }) === 1;
  return useMutation({
    mutationKey,
    // Changes of one task reach the API in the order they were made.
    scope: { id: task.id },
    mutationFn: (change: Pick<TaskChange, "title" | "status" | "dueOn">) =>
      api.updateTask({ params: { id: task.id }, body: change }),
    onMutate: (change) => {
      edit(client, (tasks) => changeTask(tasks, task.id, change as Partial<Task>));
      return task;
    },
    onSuccess: (saved) => {
      if (isLast()) edit(client, (tasks) => changeTask(tasks, task.id, saved));
      say(`Saved “${saved.title}”`);
    },
    onError: (error, _change, before) => {
      if (before) edit(client, (tasks) => changeTask(tasks, task.id, before));
      fail(`“${task.title}” wasn’t changed: ${reason(error)}.`);
      return client.invalidateQueries({ queryKey: tasksKey });
    },
  });
}

export function useRemoveTask(task: Task) {
  const api = useApi();
  const client = useQueryClient();
  const { say, fail } = useNotice();
  return useMutation({
    scope: { id: task.id },
    mutationFn: () => api.deleteTask({ params: { id: task.id } }),
    onMutate: () => edit(client, (tasks) => removeTask(tasks, task.id)),
    onSuccess: () => say(`Deleted “${task.title}”`),
    onError: (error) => {
      edit(client, (tasks) => insertTask(tasks, task));
      fail(`“${task.title}” wasn’t deleted: ${reason(error)}.`);
      return client.invalidateQueries({ queryKey: tasksKey });
    },
  });
}
