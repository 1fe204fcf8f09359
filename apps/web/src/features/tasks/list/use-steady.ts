"use client";

import { ApiError } from "@claimcheck/client/api-error";
import type { ApiClient } from "@claimcheck/client/client";
import { type QueryClient, replaceEqualDeep, useQueryClient } from "@tanstack/react-query";
import { type FocusEvent, useRef, useState } from "react";
import { useApi } from "@/lib/api-provider.tsx";
import { editLists } from "../changes/edit-lists.ts";
import { changedSince, pendingChanges } from "../changes/pending.ts";
import { applyEdits, editLoaded, keepPlaces, type LoadedTasks } from "../changes/task-cache.ts";
import { tasksKey } from "../tasks-query.ts";

/**
 * Keeps what was changed here in its place while the pointer is over the list or the keyboard is in it, though it may
 * not belong there any more; when they leave, the list is read again.
 */
export function useSteadyPlaces() {
  const api = useApi();
  const client = useQueryClient();
  const list = useRef<HTMLUListElement>(null);
  const [steady] = useState(() => createSteady(api, client, () => list.current));
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

function createSteady(api: Pick<ApiClient, "getTask">, client: QueryClient, list: () => HTMLElement | null) {
  let releasedAt = 0;
  const isUsed = () =>
    Boolean(
      (matchMedia("(hover: hover)").matches && list()?.matches(":hover")) || list()?.querySelector("li :focus-visible"),
    );

  /** The list no longer tells of a task that is kept in it: its change, too, may have been made elsewhere. */
  async function look(id: string): Promise<void> {
    const now = await api
      .getTask({ params: { id } })
      .catch((error) => (error instanceof ApiError && error.status === 404 ? null : undefined));
    if (now === undefined) return;
    const deletedAt = new Date().toISOString();
    const edits = pendingChanges(client);
    editLists(client, (loaded) =>
      editLoaded(loaded, (items) =>
        items.flatMap((task) => (task.id === id ? applyEdits([now ?? { ...task, deletedAt }], edits) : [task])),
      ),
    );
  }

  return {
    /** For `structuralSharing`: what is there, and what was loaded. */
    merge: (old: unknown, next: unknown): unknown => {
      const ids = changedSince(client, releasedAt);
      if (!old || ids.size === 0 || !isUsed()) return replaceEqualDeep(old, next);
      const kept = keepPlaces(old as LoadedTasks, next as LoadedTasks, ids);
      const there = idsOf(next as LoadedTasks);
      for (const id of idsOf(kept)) if (!there.includes(id)) void look(id);
      return kept;
    },
    release: () => {
      if (changedSince(client, releasedAt).size === 0) return;
      releasedAt = Date.now();
      void client.invalidateQueries({ queryKey: tasksKey });
    },
  };
}

const idsOf = ({ pages }: LoadedTasks) => pages.flatMap(({ items }) => items.map(({ id }) => id));
