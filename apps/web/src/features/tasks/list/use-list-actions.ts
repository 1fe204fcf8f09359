"use client";

import type { Task } from "@claimcheck/contract/tasks";
import { useState } from "react";
import { flushSync } from "react-dom";
import { type Action, changeMany, editTask } from "../changes/changes.ts";
import { useSubmit } from "../changes/use-submit.tsx";
import { focusBeside, focusRow } from "./rows.ts";
import type { Selection } from "./use-selection.ts";

export type PanelField = "priority" | "due" | "tags";
export type ListActions = ReturnType<typeof useListActions>;

/** What one can do in the list, by pointer or key. */
export function useListActions(
  selection: Selection,
  panel: { open: (id: string, field?: PanelField) => void; hrefOf: (id: string) => string },
) {
  const submit = useSubmit();
  const [renaming, setRenaming] = useState<string>();
  return {
    ...panel,
    renaming,
    startRename: setRenaming,
    rename: (task: Task, title: string, byKey: boolean) => {
      // The title has to be there to get the focus.
      flushSync(() => setRenaming(undefined));
      if (byKey) focusRow(task.id);
      if (title && title !== task.title) submit(editTask(task, { title }));
    },
    toggle: (task: Task) => submit(editTask(task, { status: task.status === "done" ? "todo" : "done" })),
    select: selection.toggle,
    change: (tasks: Task[], action: Action) => {
      if (tasks.length === 0) return;
      if (action.action === "delete" || action.action === "restore") focusBeside(tasks.map(({ id }) => id));
      submit(changeMany(tasks, action));
    },
  };
}
