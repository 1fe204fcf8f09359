"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use } from "react";
import { useApi } from "@/lib/api-provider.tsx";
import { useNotice } from "../notice.tsx";
import { changeMutation } from "./change-mutation.ts";
import type { Change } from "./changes.ts";

const SubmitContext = createContext<((change: Change) => void) | undefined>(undefined);

/** Lets what is below change tasks. What can be undone is offered so at once, the rest is told when it's done. */
export function ChangesProvider({ children }: { children: ReactNode }) {
  const { say, fail } = useNotice();
  const { mutate } = useMutation(
    changeMutation(useApi(), useQueryClient(), {
      onMade: (change) => {
        const { undo } = change;
        if (undo) say(change.report, change, () => mutate(undo()));
      },
      onDone: (change) => {
        if (!change.undo) say(change.report, change);
      },
      onFailed: fail,
    }),
  );
  return <SubmitContext value={mutate}>{children}</SubmitContext>;
}

/** How to make a change. */
export function useSubmit(): (change: Change) => void {
  const submit = use(SubmitContext);
  if (!submit) throw new Error("useSubmit needs a ChangesProvider above it");
  return submit;
}
