import { type QueryClient, replaceEqualDeep, useQueryClient } from "@tanstack/react-query";
import { type FocusEvent, useRef, useState } from "react";
import { changedSince } from "../changes/pending.ts";
import { keepPlaces, type LoadedTasks } from "../changes/task-cache.ts";
import { tasksKey } from "../tasks-query.ts";

/**
 * Keeps what was changed here in its place while the pointer is over the list or the keyboard is in it, though it may
 * not belong there any more; when they leave, the list is read again.
 */
export function useSteadyPlaces() {
  const client = useQueryClient();
  const list = useRef<HTMLUListElement>(null);
  const [steady] = useState(() => createSteady(client, () => list.current));
  return {
    merge: steady.merge,
    listProps: {
      ref: list,
      onPointerLeave: steady.release,
      onBlur: (event: FocusEvent) => {
        const row = (target: EventTarget | null) => (target instanceof Element ? target.closest("li") : null);
        if (row(event.target) !== row(event.relatedTarget)) steady.release();
      },
    },
  };
}

function createSteady(client: QueryClient, list: () => HTMLElement | null) {
  let releasedAt = 0;
  const isUsed = () =>
    Boolean(
      (matchMedia("(hover: hover)").matches && list()?.matches(":hover")) || list()?.querySelector("li :focus-visible"),
    );
  return {
    /** For `structuralSharing`: what is there, and what was loaded. */
    merge: (old: unknown, next: unknown): unknown => {
      const ids = changedSince(client, releasedAt);
      if (!old || ids.size === 0 || !isUsed()) return replaceEqualDeep(old, next);
      return keepPlaces(old as LoadedTasks, next as LoadedTasks, ids);
    },
    release: () => {
      if (changedSince(client, releasedAt).size === 0) return;
      releasedAt = Date.now();
      void client.invalidateQueries({ queryKey: tasksKey });
    },
  };
}
