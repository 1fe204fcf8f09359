import { useSearchParams } from "next/navigation";
import { type ListParams, loadParams, noFilters, type PageParams, tasksUrl, type View } from "./params.ts";

type Changes = Partial<{ [K in keyof PageParams]: PageParams[K] | null }>;

/** Puts these into the address, as a step that Back takes back or in place of this one. Next sees it and renders anew. */
export function goTo(changes: Changes, step: "push" | "replace" = "push"): void {
  const url = tasksUrl("/tasks", { ...loadParams(new URLSearchParams(location.search)), ...changes });
  window.history[`${step}State`](null, "", url);
}

/** What the address says, and how to change that. Back leads to the filters before; typing adds no steps. */
export function useListParams() {
  return {
    params: loadParams(useSearchParams()),
    setView: (view: View) => goTo({ ...noFilters, sort: null, view }),
    setFilters: (filters: Partial<ListParams>) => goTo(filters),
    search: (q: string) => goTo({ q }, "replace"),
    clear: () => goTo(noFilters),
  };
}
export type ListAddress = ReturnType<typeof useListParams>;
