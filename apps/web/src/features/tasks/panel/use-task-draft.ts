"use client";

import { ApiError } from "@claimcheck/client/api-error";
import type { Task } from "@claimcheck/contract/tasks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useApi } from "@/lib/api-provider.tsx";
import { useIsOpen } from "@/lib/use-is-open.ts";
import { reason } from "../changes/refusal.ts";
import { useSubmit } from "../changes/use-submit.tsx";
import { keepDraft, readDraft } from "../drafts.ts";
import { useSetting } from "../setting.tsx";
import { taskQuery } from "../tasks-query.ts";
import {
  asDraft,
  changedElsewhere,
  type Draft,
  dueOf,
  edit,
  type Fields,
  isEdited,
  leftAfter,
  rebase,
  sendDraft,
  startDraft,
  valuesOf,
} from "./task-draft.ts";

/**
 * The panel's fields: as the task has them, until somebody writes something else. That is kept in this tab until it is
 * saved. `task` is the newest that is known; when somebody changed it elsewhere, nothing is overwritten unasked.
 */
export function useTaskDraft(task: Task, onSaved: () => void) {
  const api = useApi();
  const client = useQueryClient();
  const submit = useSubmit();
  const { uuid, timeZone } = useSetting();
  const name = `task:${task.id}`;
  const [draft, setDraft] = useState<Draft>(() => asDraft(readDraft(uuid, name)) ?? startDraft(task, timeZone));
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState("");
  /** How often somebody asked to save since their last edit, though they had to do something else first. */
  const [held, setHeld] = useState(0);
  function hold(): void {
    // What came of an attempt before is over.
    setProblem("");
    setHeld((times) => times + 1);
  }
  const isOpen = useIsOpen();
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
  }, [draft]);

  function take(next: Draft): void {
    setDraft(next);
    setHeld(0);
    keepDraft(uuid, name, isEdited(next) ? next : undefined);
  }

  const stale = task.version > draft.version ? changedElsewhere(draft, task, timeZone) : [];
  const clean = stale.length === 0 || !isEdited(rebase(draft, task, timeZone));
  if (task.version > draft.version && clean) setDraft(rebase(draft, task, timeZone));

  function save(from: Draft = draft): void {
    const { due, ...fields } = valuesOf(from);
    if (!fields.title.trim()) {
      hold();
      return;
    }
    if (!isEdited(from)) {
      onSaved();
      return;
    }
    const patched = { ...fields, ...dueOf(due, timeZone), title: fields.title.trim() };
    setProblem("");
    setSaving(true);
    submit({
      tasks: [task],
      patch: (now) => ({ ...now, ...patched }),
      send: (to) => sendDraft(to, task.id, from, timeZone),
      report: `Saved “${patched.title}”`,
      refusal: `“${task.title}” wasn’t changed; what you wrote is kept`,
      onDone: (answer) => {
        const left = leftAfter(from, latest.current, answer as Task, timeZone);
        keepDraft(uuid, name, isEdited(left) ? left : undefined);
        if (!isEdited(left)) return onSaved();
        // What was written while it was on its way.
        setSaving(false);
        setDraft(left);
      },
      onRefused: (error) => {
        if (!isOpen.current) return false;
        setSaving(false);
        const isStale = error instanceof ApiError && error.code === "version_changed";
        if (!isStale) setProblem(`This wasn’t saved: ${reason(error)}.`);
        else void look(from);
        return true;
      },
    });
  }

  /** After a refusal for its version: what nobody else touched is saved on, for the rest the person is asked. */
  async function look(from: Draft): Promise<void> {
    const now = await client.query({ ...taskQuery(api, task.id), staleTime: 0 }).catch(() => undefined);
    if (!now) return setProblem("This wasn’t saved: the task was changed elsewhere and can’t be read.");
    if (changedElsewhere(from, now, timeZone).length === 0) save(rebase(from, now, timeZone));
    else hold();
  }

  return {
    values: valuesOf(draft),
    edits: draft.edits,
    isEdited: isEdited(draft),
    set: <K extends keyof Fields>(field: K, value: Fields[K]) => take(edit(draft, field, value)),
    save: () => {
      if (isSaving) return;
      if (clean) save();
      else hold();
    },
    discard: () => take(startDraft(task, timeZone)),
    isSaving,
    problem,
    held,
    /** Fields that somebody changed elsewhere while this was edited. */
    stale: clean ? [] : stale,
    keepMine: () => {
      const mine = rebase(draft, task, timeZone);
      take(mine);
      save(mine);
    },
  };
}
export type TaskDraft = ReturnType<typeof useTaskDraft>;
