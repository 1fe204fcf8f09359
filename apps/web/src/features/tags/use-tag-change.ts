import { ApiError } from "@claimcheck/client/api-error";
import type { ApiClient } from "@claimcheck/client/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { reason } from "@/features/tasks/changes/refusal.ts";
import { useApi } from "@/lib/api-provider.tsx";

type Send = (api: ApiClient) => Promise<unknown>;
export type ChangeTag = (send: Send, then?: { onDone?: () => void; onRefused?: () => void }) => void;

/** Changes tags, in one order with the changes of tasks; both are read again then. */
export function useTagChange(): { change: ChangeTag; problem: string } {
  const api = useApi();
  const client = useQueryClient();
  const { mutate, error } = useMutation({
    scope: { id: "changes" },
    mutationFn: (send: Send) => send(api),
    onSettled: () => Promise.all(["tags", "tasks"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  const taken = error instanceof ApiError && error.code === "tag_exists";
  return {
    change: (send, { onDone, onRefused } = {}) =>
      mutate(send, { onSuccess: () => onDone?.(), onError: () => onRefused?.() }),
    problem: error ? (taken ? "You have a tag of that name already." : `That wasn’t saved: ${reason(error)}.`) : "",
  };
}
