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
