"use client";

import type { Task } from "@claimcheck/contract/tasks";
import { useState } from "react";
import { isDraft } from "../changes/task-cache.ts";

/** The API takes so many in one batch. */
export const mostSelected = 200;

/** Which of the shown tasks are selected; `on` also while none is yet. */
export function useSelection(tasks: readonly Task[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [on, setOn] = useState(false);
  const [last, setLast] = useState<string>();
  // One that the API doesn't know yet can be part of no request.
  const order = tasks.filter((task) => !isDraft(task)).map(({ id }) => id);

  return {
    on,
    /** Those of them that are still shown. */
    tasks: tasks.filter(({ id }) => ids.has(id)),
    start: () => setOn(true),
    /** Turns one around; `through`: all from the last one to this become as this does. */
    toggle: (id: string, through = false) => {
      const [from, to] = [order.indexOf(last ?? id), order.indexOf(id)];
      const range = through && from >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
      const next = new Set(ids);
      for (const one of range) {
        if (ids.has(id)) next.delete(one);
        else if (next.size < mostSelected) next.add(one);
      }
      setIds(next);
      setLast(id);
      setOn(true);
    },
    all: () => {
      setIds(new Set(order.slice(0, mostSelected)));
      setOn(true);
    },
    clear: () => {
      setIds(new Set());
      setOn(false);
    },
  };
}
export type Selection = ReturnType<typeof useSelection>;
