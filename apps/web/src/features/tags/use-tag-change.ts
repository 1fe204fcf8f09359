"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { reason } from "@/features/tasks/changes/refusal.ts";
import { useNotice } from "@/features/tasks/notice.tsx";
import { useApi } from "@/lib/api-provider.tsx";
import { useIsOpen } from "@/lib/use-is-open.ts";
import { type TagChange, tagMutation } from "./tag-mutation.ts";

export type ChangeTag = (change: TagChange) => void;

const theTags = { tasks: [] };

/**
 * Changes tags. What is refused is told, also when something else is being changed by then, and on the page when what
 * made the change is gone.
 */
export function useTagChange(): { change: ChangeTag; problem: string } {
  const { fail } = useNotice();
  const isOpen = useIsOpen();
  const [problem, setProblem] = useState("");
  const { mutate } = useMutation(
    tagMutation(useApi(), useQueryClient(), {
      onMade: () => setProblem(""),
      onFailed: (error, { refusal }) => {
        const text = `${refusal}: ${reason(error)}.`;
        if (isOpen.current) setProblem(text);
        else fail(text, theTags);
      },
    }),
  );
  return { change: mutate, problem };
}
