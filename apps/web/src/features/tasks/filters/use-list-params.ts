import { useSearchParams } from "next/navigation";
import { startTransition, useOptimistic } from "react";
import { type ListParams, noFilters, type PageParams, readParams, tasksUrl, type View } from "./params.ts";

const fromLocation = () => readParams(new URLSearchParams(location.search));

/**
 * Puts these into the address, as a step that Back takes back or in place of this one, and gives all that it says then.
 * Next sees it and renders anew.
 */
export function goTo(changes: Partial<PageParams>, step: "push" | "replace" = "push"): PageParams {
  window.history[`${step}State`](null, "", tasksUrl({ ...fromLocation(), ...changes }));
  return fromLocation();
}

/** What the address says, and how to change that. Back leads to the filters before; typing adds no steps. */
export function useListParams() {
  // Next renders a new address when it has time; a box that was ticked stays ticked meanwhile.
  const [params, showNow] = useOptimistic(readParams(useSearchParams()));
  const go = (...to: Parameters<typeof goTo>) => startTransition(() => showNow(goTo(...to)));
  return {
    params,
    setView: (view: View) => go({ ...noFilters, sort: null, view }),
    setFilters: (filters: Partial<ListParams>) => go(filters),
    search: (q: string) => go({ q }, "replace"),
    clear: () => go(noFilters),
  };
}
export type ListAddress = ReturnType<typeof useListParams>;
