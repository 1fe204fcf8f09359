import type { ApiClient } from "@claimcheck/client/client";
import { mutationOptions, type QueryClient } from "@tanstack/react-query";
import { pendingChanges } from "@/features/tasks/changes/pending.ts";
import { retryLost } from "@/lib/query-client.ts";

export type TagChange = {
  /** Sent once more when the answer was lost, it does nothing twice. */
  send: (api: ApiClient) => Promise<unknown>;
  /** Said when it's refused: "“home” wasn’t renamed". */
  refusal: string;
  onRefused?: () => void;
};

/** How a tag is changed: in one order with the changes of tasks. Tags and tasks are read again then. */
export function tagMutation(
  api: ApiClient,
  client: QueryClient,
  tell: { onMade: () => void; onFailed: (error: unknown, change: TagChange) => void },
) {
  return mutationOptions({
    scope: { id: "changes" },
    mutationFn: ({ send }: TagChange) => send(api),
    retry: retryLost,
    onMutate: tell.onMade,
    onError: (error, change) => {
      tell.onFailed(error, change);
      change.onRefused?.();
    },
    // Nothing that is given back: the next change would wait for the reading. The tasks' own last change reads them.
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["tags"] });
      if (pendingChanges(client).length === 0) void client.invalidateQueries({ queryKey: ["tasks"] });
    },
  });
}
