"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use } from "react";
import { useApi } from "@/lib/api-provider.tsx";
import { useNotice } from "../notice.tsx";
import { changeMutation } from "./change-mutation.ts";
import type { Change } from "./changes.ts";

const SubmitContext = createContext<((change: Change) => void) | undefined>(undefined);

/** Lets what is below change tasks. That it can be undone is offered at once; it is told when it's done. */
export function ChangesProvider({ children }: { children: ReactNode }) {
  const { say, offer, begin, fail } = useNotice();
  const { mutate } = useMutation(
    changeMutation(useApi(), useQueryClient(), {
      onMade: (change) => {
        const { undo } = change;
        if (undo) offer({ text: change.report, of: change, undo: () => mutate(undo()) });
        else begin(change);
      },
      onDone: (change) => say(change.report, change),
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
