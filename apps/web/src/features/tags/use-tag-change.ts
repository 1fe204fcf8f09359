import type { ApiClient } from "@claimcheck/client/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { reason } from "@/features/tasks/changes/refusal.ts";
import { useNotice } from "@/features/tasks/notice.tsx";
import { useApi } from "@/lib/api-provider.tsx";
import { useIsOpen } from "@/lib/use-is-open.ts";

type TagChange = {
  send: (api: ApiClient) => Promise<unknown>;
  /** Said when it's refused: "“home” wasn’t renamed". */
  refusal: string;
  onDone?: () => void;
  onRefused?: () => void;
};
export type ChangeTag = (change: TagChange) => void;

const theTags = { tasks: [] };

/**
 * Changes tags, in one order with the changes of tasks; both are read again then. What is refused is told, also when
 * something else is being changed by then, and on the page when what made the change is gone.
 */
export function useTagChange(): { change: ChangeTag; problem: string } {
  const api = useApi();
  const client = useQueryClient();
  const { fail } = useNotice();
  const isOpen = useIsOpen();
  const [problem, setProblem] = useState("");
  const { mutate } = useMutation({
    scope: { id: "changes" },
    mutationFn: ({ send }: TagChange) => send(api),
    onMutate: () => setProblem(""),
    onSuccess: (_answer, { onDone }) => onDone?.(),
    onError: (error, { refusal, onRefused }) => {
      const text = `${refusal}: ${reason(error)}.`;
      if (isOpen.current) setProblem(text);
      else fail(text, theTags);
      onRefused?.();
    },
    onSettled: () => Promise.all(["tags", "tasks"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  return { change: mutate, problem };
}
