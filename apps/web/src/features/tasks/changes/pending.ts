import type { Task } from "@claimcheck/contract/tasks";
import type { QueryClient } from "@tanstack/react-query";
import type { Change } from "./changes.ts";
import { isDraft } from "./task-cache.ts";

export const changesKey = ["changes"];

/** The changes that the API hasn't answered yet, in the order they were made. */
export function pendingChanges(client: QueryClient): Change[] {
  const pending = client.getMutationCache().findAll({ mutationKey: changesKey, status: "pending" });
  return pending.map(({ state }) => state.variables as Change);
}

/** Ids of the tasks that were changed here since a moment (epoch milliseconds). */
export function changedSince(client: QueryClient, moment: number): Set<string> {
  const changes = client.getMutationCache().findAll({ mutationKey: changesKey });
  const later = changes.filter(({ state }) => state.submittedAt > moment && state.status !== "error");
  const tasks = later.flatMap(({ state }) => (state.variables as Change).tasks);
  return new Set(tasks.filter((task) => !isDraft(task)).map(({ id }) => id));
}

const confirmed = new WeakMap<QueryClient, Map<string, Task>>();

/** The tasks that have pending changes, by their id, as the API has them: without these changes. */
export function confirmedTasks(client: QueryClient): Map<string, Task> {
  const held = confirmed.get(client) ?? new Map<string, Task>();
  confirmed.set(client, held);
  return held;
}
