"use client";

import { type DehydratedState, HydrationBoundary, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";

/**
 * What the server has read for the page is there from the first render. What the browser has already stays: it may have
 * more pages, and changes on them, and keeps it true by itself; an action of the server renders the page anew, too.
 */
export function FromServer({ state, children }: { state: DehydratedState; children: ReactNode }) {
  const client = useQueryClient();
  const unknown = useMemo(
    () => ({
      ...state,
      queries: state.queries.filter(({ queryKey }) => client.getQueryData(queryKey) === undefined),
    }),
    [client, state],
  );
  return <HydrationBoundary state={unknown}>{children}</HydrationBoundary>;
}
