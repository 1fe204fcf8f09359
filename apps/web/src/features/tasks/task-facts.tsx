import type { Task } from "@claimcheck/contract/tasks";

/** A calendar date has no time zone: read and written as UTC, it's the same day everywhere. */
const day = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** When a task is due and how much it matters, if either was said. */
export function TaskFacts({ task: { dueOn, priority, status } }: { task: Task }) {
  if (!dueOn && priority === "none") return null;
  return (
    <p className="mt-0.5 flex flex-wrap gap-x-3 text-small text-muted">
      {dueOn && (
        <span>
          Due <time dateTime={dueOn}>{day.format(new Date(dueOn))}</time>
        </span>
      )}
      {priority !== "none" && (
        <span className={priority === "urgent" && status !== "done" ? "font-medium text-danger" : ""}>
          {priority[0]?.toUpperCase() + priority.slice(1)} priority
        </span>
      )}
    </p>
  );
}
