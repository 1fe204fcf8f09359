"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { useApi } from "@/lib/api-provider.tsx";
import { retryLost } from "@/lib/query-client.ts";
import { reason } from "../changes/refusal.ts";
import { useNotice } from "../notice.tsx";
import { useSetting } from "../setting.tsx";
import { tasksKey } from "../tasks-query.ts";

const theSamples = { tasks: [] };

/** A few tasks to try things with, in one request. */
export function AddSamples() {
  const api = useApi();
  const client = useQueryClient();
  const { today } = useSetting();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { say, fail } = useNotice();
  const { mutate, isPending, isSuccess } = useMutation({
    retry: retryLost,
    mutationFn: async () => {
      // Only who has no tasks needs their text.
      const { sampleTasks } = await import("./samples.ts");
      return api.importTasks({ body: { tasks: sampleTasks(today) } }, { idempotencyKey });
    },
    onSuccess: ({ tasks }) => {
      say(`Added ${tasks} sample tasks`, theSamples);
      for (const queryKey of [tasksKey, ["tags"]]) void client.invalidateQueries({ queryKey });
    },
    onError: (error) => fail(`The sample tasks weren’t added: ${reason(error)}.`, theSamples),
  });
  // Until they are in the list, which takes the button away.
  const isBusy = isPending || isSuccess;
  return (
    <Button look="secondary" aria-disabled={isBusy} aria-busy={isBusy} onClick={() => isBusy || mutate()}>
      Add sample tasks
    </Button>
  );
}
