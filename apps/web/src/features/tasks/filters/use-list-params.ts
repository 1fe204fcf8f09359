"use client";

import { useSearchParams } from "next/navigation";
import { useMemo, useSyncExternalStore } from "react";
import { type ListParams, noFilters, type PageParams, readParams, tasksUrl, type View } from "./params.ts";

const fromLocation = () => readParams(new URLSearchParams(location.search));
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

/** Puts these into the address, as a step that Back takes back or in place of this one. */
export function goTo(changes: Partial<PageParams>, step: "push" | "replace" = "push"): void {
  window.history[`${step}State`](null, "", tasksUrl({ ...fromLocation(), ...changes }));
  for (const listener of listeners) listener();
}

/** What the address says, and how to change that. Back leads to the filters before; typing adds no steps. */
export function useListParams() {
  const served = useSearchParams().toString();
  const fromServer = () => served && `?${served}`;
  // From the address itself: Next renders a new one when it has time, and two steps in a row may leave it at the first.
  // While another page's is there already, this one stays as it is.
  const current = () => (location.pathname === "/tasks" ? location.search : fromServer());
  const search = useSyncExternalStore(subscribe, current, fromServer);
  const params = useMemo(() => readParams(new URLSearchParams(search)), [search]);
  return {
    params,
    setView: (view: View) => goTo({ ...noFilters, sort: null, view }),
    setFilters: (filters: Partial<ListParams>) => goTo(filters),
    search: (q: string) => goTo({ q }, "replace"),
    clear: () => goTo(noFilters),
  };
}
export type ListAddress = ReturnType<typeof useListParams>;
