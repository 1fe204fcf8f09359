"use client";

import type { Task } from "@claimcheck/contract/tasks";
import { useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { SelectField } from "@/components/ui/select.tsx";
import { dueWords } from "../due-words.ts";
import type { PanelField } from "../list/use-list-actions.ts";
import { useSetting } from "../setting.tsx";
import { entriesOf, priorityWords, statusWords } from "../task-words.ts";
import { ChangedElsewhere } from "./changed-elsewhere.tsx";
import { Description } from "./description.tsx";
import { DueField } from "./due-field.tsx";
import { TagsField } from "./tags-field.tsx";
import { useTaskDraft } from "./use-task-draft.ts";

export function TaskForm({
  task,
  field,
  onClose,
  onDelete,
}: {
  task: Task;
  field: PanelField | undefined;
  onClose: () => void;
  onDelete: (task: Task) => void;
}) {
  const draft = useTaskDraft(task, onClose);
  const { values, set } = draft;
  const setting = useSetting();
  const form = useRef<HTMLFormElement>(null);
  const isAsked = draft.stale.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question comes when the page has learned of the change
  useEffect(() => {
    // What has to be done before it can be saved may be out of sight.
    if (!draft.held) return;
    const first = form.current?.querySelector<HTMLElement>("[data-choice] button, [aria-invalid]");
    first?.focus();
    first?.closest("[role=alert]")?.scrollIntoView({ block: "nearest" });
  }, [draft.held, isAsked]);
  const focus = (name: PanelField) => (field === name ? { "data-autofocus": true } : {});
  const when = (iso: string) => {
    const words = dueWords({ dueOn: null, dueAt: iso }, setting);
    return (
      <time dateTime={iso} title={words?.exact}>
        {words?.text}
      </time>
    );
  };
  return (
    <form
      ref={form}
      // No action: React would reset the form after it, and every select with it.
      onSubmit={(event) => {
        event.preventDefault();
        draft.save();
      }}
      onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && draft.save()}
      className="flex flex-1 flex-col gap-5"
    >
      <ChangedElsewhere draft={draft} task={task} />
      <Field
        label="Title"
        maxLength={200}
        autoComplete="off"
        value={values.title}
        onChange={(event) => set("title", event.target.value)}
        error={draft.held && !values.title.trim() ? "Write a title." : undefined}
        {...(field === undefined && { "data-autofocus": true })}
      />
      <Description value={values.description} onChange={(description) => set("description", description)} />
      <div className="grid grid-cols-2 gap-4">
        <SelectField
          label="Status"
          options={entriesOf(statusWords)}
          value={values.status}
          onChange={(event) => set("status", event.target.value as Task["status"])}
        />
        <SelectField
          label="Priority"
          options={entriesOf(priorityWords)}
          value={values.priority}
          onChange={(event) => set("priority", event.target.value as Task["priority"])}
          {...focus("priority")}
        />
      </div>
      <DueField value={values.due} onChange={(due) => set("due", due)} {...focus("due")} />
      <TagsField value={values.tags} onChange={draft.setTags} {...focus("tags")} />
      <p className="text-small text-muted">
        Created: {when(task.createdAt)}. Changed: {when(task.updatedAt)}.
        {task.completedAt && <> Done: {when(task.completedAt)}.</>}
      </p>
      <div className="sticky -bottom-5 -mx-5 mt-auto -mb-5 flex flex-wrap gap-2 border-t-2 border-dashed border-line bg-surface p-4">
        <Alert className="w-full">{draft.problem}</Alert>
        <Button type="submit" aria-disabled={draft.isSaving || isAsked} aria-busy={draft.isSaving}>
          Save
        </Button>
        {draft.isEdited && !draft.isSaving && (
          <Button look="quiet" onClick={draft.discard}>
            Discard
          </Button>
        )}
        <Button
          look="secondary"
          className="ml-auto"
          onClick={({ currentTarget }) => {
            // First, and it asks to be taken away: what is behind an open one can't get the focus.
            currentTarget.closest("dialog")?.close();
            onDelete(task);
          }}
        >
          Delete
        </Button>
      </div>
    </form>
  );
}
