"use client";

import type { Task } from "@claimcheck/contract/tasks";
import { useRef, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { RenameTask } from "./rename-task.tsx";
import { isDraft } from "./task-cache.ts";
import { TaskFacts } from "./task-facts.tsx";
import { useChangeTask, useRemoveTask } from "./task-mutations.ts";

export function TaskRow({ task }: { task: Task }) {
  const row = useRef<HTMLLIElement>(null);
  const [renaming, setRenaming] = useState(false);
  const [focusBack, setFocusBack] = useState(false);
  const change = useChangeTask(task);
  const remove = useRemoveTask(task);
  const done = task.status === "done";
  const draft = isDraft(task);

  function removeAndMoveOn(): void {
    const neighbour = row.current?.nextElementSibling ?? row.current?.previousElementSibling;
    const target = neighbour?.querySelector("input") ?? document.getElementsByName("title")[0];
    target?.focus();
    remove.mutate();
  }

  function rename(title: string, byKey: boolean): void {
    setRenaming(false);
    setFocusBack(byKey);
    if (title && title !== task.title) change.mutate({ title });
  }

  return (
    <li ref={row} aria-busy={draft} className="flex items-stretch">
      <div className="flex shrink-0 items-start border-r-2 border-dashed border-line px-3.5 py-3.5">
        <Checkbox
          aria-label={task.title}
          checked={done}
          disabled={draft}
          onChange={() => change.mutate({ status: done ? "todo" : "done" })}
        />
      </div>
      <div className={`min-w-0 flex-1 py-3.5 pl-4 ${renaming ? "pr-3" : ""}`}>
        {renaming ? (
          <RenameTask title={task.title} onDone={rename} />
        ) : (
          <span className={`wrap-anywhere ${done ? "text-muted line-through" : ""}`}>{task.title}</span>
        )}
        <TaskFacts task={task} />
      </div>
      {!renaming && (
        <div className="flex shrink-0 items-start p-1">
          <IconButton
            label={`Rename ${task.title}`}
            disabled={draft}
            autoFocus={focusBack}
            onClick={() => setRenaming(true)}
            path="M4 20h4L19.5 8.5a2.1 2.1 0 0 0-4-4L4 16v4z"
          />
          <IconButton
            label={`Delete ${task.title}`}
            disabled={draft}
            onClick={removeAndMoveOn}
            path="M5 7h14M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3"
          />
        </div>
      )}
    </li>
  );
}
