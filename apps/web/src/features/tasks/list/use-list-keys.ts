"use client";

import type { Task } from "@claimcheck/contract/tasks";
import { useShortcut } from "@/features/shortcuts/use-shortcut.ts";
import { isDraft } from "../changes/task-cache.ts";
import { focusedId, moveFocus } from "./rows.ts";
import type { ListActions } from "./use-list-actions.ts";
import type { Selection } from "./use-selection.ts";

/** The keyboard in the list: j and k go through it, the others do something to the task in focus. */
export function useListKeys(tasks: readonly Task[], selection: Selection, actions: ListActions): void {
  const some = tasks.length > 0;
  const toFocused = (act: (task: Task) => void) => () => {
    const task = tasks.find(({ id }) => id === focusedId());
    if (task && !isDraft(task)) act(task);
  };
  const toOpen = (act: (task: Task) => void) => toFocused((task) => task.deletedAt === null && act(task));

  useShortcut("next", () => moveFocus(1), some);
  useShortcut("previous", () => moveFocus(-1), some);
  useShortcut("selectAll", selection.all, some);
  useShortcut("clear", selection.clear, selection.on);
  useShortcut(
    "select",
    toFocused(({ id }) => selection.toggle(id)),
    some,
  );
  useShortcut(
    "open",
    toOpen(({ id }) => actions.open(id)),
    some,
  );
  useShortcut("toggle", toOpen(actions.toggle), some);
  useShortcut(
    "rename",
    toOpen(({ id }) => actions.startRename(id)),
    some,
  );
  useShortcut(
    "priority",
    toOpen(({ id }) => actions.open(id, "priority")),
    some,
  );
  useShortcut(
    "due",
    toOpen(({ id }) => actions.open(id, "due")),
    some,
  );
  useShortcut(
    "tags",
    toOpen(({ id }) => actions.open(id, "tags")),
    some,
  );
  const remove = (task: Task) =>
    actions.change(selection.tasks.length > 0 ? selection.tasks : [task], { action: "delete" });
  useShortcut("remove", toOpen(remove), some);
}
