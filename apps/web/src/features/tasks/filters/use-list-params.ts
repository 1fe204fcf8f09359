import { useQueryStates } from "nuqs";
import { type ListParams, listParsers, noFilters, type View } from "./params.ts";

type Filters = Partial<{ [K in keyof ListParams]: ListParams[K] | null }>;

/** What the address says of the list, and how to change it. Back leads to the filters before; typing doesn't add steps. */
export function useListParams() {
  const [params, set] = useQueryStates(listParsers, { history: "push" });
  return {
    params,
    setView: (view: View) => void set({ ...noFilters, sort: null, view }),
    setFilters: (filters: Filters) => void set(filters),
    search: (q: string) => void set({ q: q || null }, { history: "replace" }),
    clear: () => void set(noFilters),
  };
}
export type ListAddress = ReturnType<typeof useListParams>;
