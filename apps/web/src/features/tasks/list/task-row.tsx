"use client";

import type { Task } from "@claimcheck/contract/tasks";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { isDraft } from "../changes/task-cache.ts";
import { RenameTask } from "./rename-task.tsx";
import { TaskFacts } from "./task-facts.tsx";
import type { ListActions } from "./use-list-actions.ts";

/** How a row looks at the moment. */
type RowState = { renaming: boolean; waits: boolean; selecting: boolean; selected: boolean };

export function TaskRow({ task, state, actions }: { task: Task; state: RowState; actions: ListActions }) {
  const { renaming, selecting } = state;
  const done = task.status === "done";
  const draft = isDraft(task);
  const deleted = task.deletedAt !== null;
  return (
    <li
      data-task={task.id}
      aria-busy={draft}
      className="group relative flex items-stretch has-[[data-open]:focus-visible]:bg-canvas"
    >
      <div className="flex shrink-0 items-start border-r-2 border-dashed border-line px-3.5 py-3.5">
        {selecting ? (
          <Checkbox
            aria-label={`Select ${task.title}`}
            checked={state.selected}
            disabled={draft}
            onChange={(event) => actions.select(task.id, (event.nativeEvent as MouseEvent).shiftKey)}
          />
        ) : (
          <Checkbox
            aria-label={task.title}
            checked={done}
            disabled={draft || deleted}
            onChange={() => actions.toggle(task)}
          />
        )}
      </div>
      <div className="min-w-0 flex-1 py-3.5 pr-3 pl-4">
        {renaming ? (
          <RenameTask title={task.title} onDone={(title, byKey) => actions.rename(task, title, byKey)} />
        ) : (
          // Beside its buttons; what follows has the whole width.
          <div className="pr-20 sm:pr-22">
            <Title task={task} draft={draft} onOpen={() => actions.open(task.id)} href={actions.hrefOf(task.id)} />
          </div>
        )}
        <TaskFacts task={task} waits={state.waits} />
      </div>
      {!renaming && (
        <div className="absolute top-1 right-1 flex">
          {deleted ? (
            <IconButton
              label={`Restore ${task.title}`}
              onClick={() => actions.change([task], { action: "restore" })}
              path="M4 9h10a5.5 5.5 0 0 1 0 11H8M4 9l4-4M4 9l4 4"
            />
          ) : (
            <>
              <IconButton
                label={`Rename ${task.title}`}
                disabled={draft}
                onClick={() => actions.startRename(task.id)}
                path="M4 20h4L19.5 8.5a2.1 2.1 0 0 0-4-4L4 16v4z"
              />
              <IconButton
                label={`Delete ${task.title}`}
                disabled={draft}
                onClick={() => actions.change([task], { action: "delete" })}
                path="M5 7h14M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3"
              />
            </>
          )}
        </div>
      )}
    </li>
  );
}

/** Opens the task's panel; in another tab, too. A deleted task can only be restored. */
function Title({ task, draft, href, onOpen }: { task: Task; draft: boolean; href: string; onOpen: () => void }) {
  const look = `wrap-anywhere ${task.status === "done" ? "text-muted line-through" : ""}`;
  if (draft) return <span className={look}>{task.title}</span>;
  if (task.deletedAt !== null)
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the list's keys start from here.
      <span data-open tabIndex={0} className={look}>
        {task.title}
      </span>
    );
  return (
    <a
      data-open
      href={href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        onOpen();
      }}
      className={`hover:underline ${look}`}
    >
      {task.title}
    </a>
  );
}
