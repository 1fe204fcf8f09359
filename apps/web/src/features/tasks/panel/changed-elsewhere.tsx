"use client";

import type { Task } from "@claimcheck/contract/tasks";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { dueWords } from "../due-words.ts";
import { useSetting } from "../setting.tsx";
import { priorityWords, statusWords } from "../task-words.ts";
import { dueOf, type Fields, fieldsOf } from "./task-draft.ts";
import type { TaskDraft } from "./use-task-draft.ts";

const names: Record<keyof Fields, string> = {
  title: "Title",
  description: "Description",
  status: "Status",
  priority: "Priority",
  due: "Due",
  tags: "Tags",
};

/** The task got another version while it was edited here: which fields differ, and whose shall hold. */
export function ChangedElsewhere({ draft, task }: { draft: TaskDraft; task: Task }) {
  const setting = useSetting();
  const theirs = fieldsOf(task, setting.timeZone);
  const words = (name: keyof Fields, of: Fields): string => {
    if (name === "status") return statusWords[of.status];
    if (name === "priority") return priorityWords[of.priority];
    if (name === "tags") return of.tags.map((tag) => tag.name).join(", ") || "none";
    if (name === "due") return dueWords(dueOf(of.due, setting.timeZone), setting)?.exact ?? "none";
    return of[name] || "empty";
  };
  return (
    <Alert>
      {draft.stale.length > 0 && (
        <div className="grid min-w-0 flex-1 gap-3">
          <p className="font-medium">This task was changed elsewhere.</p>
          <dl className="grid gap-2 text-small">
            {draft.stale.map((name) => (
              <div key={name}>
                <dt className="font-medium">{names[name]}</dt>
                <dd className="line-clamp-3 wrap-anywhere">There: {words(name, theirs)}</dd>
                {draft.edits[name] !== undefined && (
                  <dd className="line-clamp-3 wrap-anywhere">Yours: {words(name, draft.values)}</dd>
                )}
              </div>
            ))}
          </dl>
          <div data-choice className="flex flex-wrap gap-2">
            <Button look="secondary" onClick={draft.keepMine}>
              Keep mine
            </Button>
            <Button look="secondary" onClick={draft.discard}>
              Take theirs
            </Button>
          </div>
        </div>
      )}
    </Alert>
  );
}
