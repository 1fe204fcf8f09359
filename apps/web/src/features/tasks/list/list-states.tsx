"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useApi } from "@/lib/api-provider.tsx";
import { countFilters, isPlain, type ListParams, type View } from "../filters/params.ts";
import { anyTaskQuery } from "../tasks-query.ts";
import { AddSamples } from "./add-samples.tsx";

/** Where there are no rows. */
export const emptyClass =
  "grid min-h-40 content-center justify-items-center gap-4 rounded-card border-2 border-dashed border-line px-5 py-8 text-center text-muted";

/** As tall as the rows that will be there. */
export function ListSkeleton() {
  return (
    <>
      <output className="sr-only">Loading your tasks…</output>
      <div aria-hidden="true" className="divide-y divide-line rounded-card border border-line bg-surface">
        {["w-2/3", "w-1/2", "w-3/4", "w-2/5", "w-1/2"].map((width, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
          <div key={row} className="flex min-h-13 items-center">
            <div className="border-r-2 border-dashed border-line px-3.5 py-3.5">
              <Skeleton className="size-6" />
            </div>
            <Skeleton className={`mx-4 h-4 ${width}`} />
          </div>
        ))}
      </div>
    </>
  );
}

export function ListFailed({ retry, isRetrying }: { retry: () => void; isRetrying: boolean }) {
  return (
    <Alert>
      Your tasks can’t be loaded right now.
      <Button look="secondary" className="shrink-0" aria-busy={isRetrying} onClick={retry}>
        Try again
      </Button>
    </Alert>
  );
}

const nothingIn: Record<View, string> = {
  open: "All done. Add the next task above.",
  today: "Nothing is due today.",
  upcoming: "Nothing is due after today.",
  overdue: "Nothing is overdue.",
  undated: "Every open task has a date.",
  done: "Nothing is done yet.",
  deleted: "No task was deleted in the last 30 days.",
};

/** Nothing to show: because nothing fits, because all of it is done, or because this is the first time. */
export function ListEmpty({ params, onClear }: { params: ListParams; onClear: () => void }) {
  const plain = isPlain(params);
  const { data: hasTasks } = useQuery({ ...anyTaskQuery(useApi()), enabled: plain });
  if (params.q || countFilters(params) > 0)
    return (
      <Box title="No task fits">
        <Button look="secondary" onClick={onClear}>
          Clear filters
        </Button>
      </Box>
    );
  if (!plain || hasTasks !== false) return <Box title={nothingIn[params.view]} />;
  return (
    <Box title="Nothing to do yet. Add your first task above.">
      <AddSamples />
    </Box>
  );
}

function Box({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={emptyClass}>
      <p>{title}</p>
      {children}
    </div>
  );
}
