"use client";

import { onlineManager, useMutationState } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { Change } from "../changes/changes.ts";
import { changesKey } from "../changes/pending.ts";

/** Ids of the tasks whose changes wait until there is a network again. */
export function useWaiting(): ReadonlySet<string> {
  const online = useSyncExternalStore(
    (notify) => onlineManager.subscribe(notify),
    () => onlineManager.isOnline(),
    () => true,
  );
  const ids = useMutationState({
    filters: { mutationKey: changesKey, status: "pending" },
    select: ({ state }) => (state.variables as Change).tasks.map(({ id }) => id),
  });
  return new Set(online ? [] : ids.flat());
}
