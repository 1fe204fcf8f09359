"use client";

import { ApiError } from "@claimcheck/client/api-error";
import type { Task } from "@claimcheck/contract/tasks";
import { useMutationState, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useApi } from "@/lib/api-provider.tsx";
import { useIsOpen } from "@/lib/use-is-open.ts";
import type { Change } from "../changes/changes.ts";
import { changesKey } from "../changes/pending.ts";
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

/** What is written of each open task: what is answered late may find another form than the one that asked for it. */
const written = new Map<string, { draft: Draft; setDraft: (draft: Draft) => void }>();

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
  /** Also when a form before this one asked for it. */
  const isSaving =
    useMutationState({
      filters: {
        mutationKey: changesKey,
        status: "pending",
        predicate: ({ state }) => (state.variables as Change).draft === name,
      },
      select: () => true,
    }).length > 0;
  const [problem, setProblem] = useState("");
  /** How often somebody asked to save since their last edit, though they had to do something else first. */
  const [held, setHeld] = useState(0);
  function hold(): void {
    // What came of an attempt before is over.
    setProblem("");
    setHeld((times) => times + 1);
  }
  const isOpen = useIsOpen();
  useEffect(() => {
    written.set(name, { draft, setDraft });
    return () => void written.delete(name);
  }, [name, draft]);

  function take(next: Draft): void {
    (written.get(name)?.setDraft ?? setDraft)(next);
    setHeld(0);
    // What is set back while a save is on its way is still to save after it.
    keepDraft(uuid, name, isEdited(next) || isSaving ? next : undefined);
  }

  // While a save is on its way, what is newer may be just that: its answer tells.
  const isOlder = task.version > draft.version && !isSaving;
  const stale = isOlder ? changedElsewhere(draft, task, timeZone) : [];
  const clean = stale.length === 0 || !isEdited(rebase(draft, task, timeZone));
  if (isOlder && clean) setDraft(rebase(draft, task, timeZone));

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
    submit({
      tasks: [task],
      draft: name,
      patch: (now) => ({ ...now, ...patched }),
      send: (to) => sendDraft(to, task.id, from, timeZone),
      report: `Saved “${patched.title}”`,
      refusal: `“${task.title}” wasn’t changed; what you wrote is kept`,
      onDone: (answer) => {
        const form = written.get(name);
        const now = form?.draft ?? asDraft(readDraft(uuid, name)) ?? from;
        // What was written while it was on its way.
        const left = leftAfter(from, now, answer as Task, timeZone);
        keepDraft(uuid, name, isEdited(left) ? left : undefined);
        form?.setDraft(left);
        if (isOpen.current && !isEdited(left)) onSaved();
      },
      onRefused: (error) => {
        if (!isOpen.current) return false;
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
    /** A tag may be made only when what is written is in another form, or saved. */
    setTags: (to: (tags: Fields["tags"]) => Fields["tags"]) => {
      const now = written.get(name)?.draft ?? asDraft(readDraft(uuid, name));
      if (now) take(edit(now, "tags", to(valuesOf(now).tags)));
    },
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
