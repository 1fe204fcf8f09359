import type { QueryClient } from "@tanstack/react-query";
import { tasksKey } from "../tasks-query.ts";
import type { LoadedTasks } from "./task-cache.ts";

/** Changes the tasks of all lists that were loaded, or of those that are shown. */
export function editLists(
  client: QueryClient,
  edit: (loaded: LoadedTasks) => LoadedTasks,
  type: "all" | "active" = "all",
): void {
  const queryKey = tasksKey;
  client.setQueriesData<unknown>({ queryKey, type }, (data: unknown) => (isList(data) ? edit(data) : data));
}

function isList(data: unknown): data is LoadedTasks {
  return typeof data === "object" && data !== null && "pages" in data;
}
