import type { Task } from "@claimcheck/contract/tasks";
import { TagChip } from "@/features/tags/tag-chip.tsx";
import { priorityWords } from "../task-words.ts";
import { DueTime } from "./due-time.tsx";

/** When a task is due, how much it matters, how far it is and its tags, where that was said. */
export function TaskFacts({ task, waits }: { task: Task; waits: boolean }) {
  const { priority, status, tags, description } = task;
  const isOpen = status !== "done";
  const facts = [
    waits && <span key="waits">Waiting for the network</span>,
    status === "doing" && <span key="status">In progress</span>,
    (task.dueOn ?? task.dueAt) && <DueTime key="due" due={task} isOpen={isOpen} />,
    priority !== "none" && (
      <span key="priority" className={priority === "urgent" && isOpen ? "font-medium text-danger" : ""}>
        {priorityWords[priority]} priority
      </span>
    ),
    description && <span key="notes">Notes</span>,
    ...tags.map((tag) => <TagChip key={tag.id} tag={tag} />),
  ].filter(Boolean);
  return (
    facts.length > 0 && (
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-muted">{facts}</div>
    )
  );
}
