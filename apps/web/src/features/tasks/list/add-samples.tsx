"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { useApi } from "@/lib/api-provider.tsx";
import { isPassing } from "@/lib/query-client.ts";
import { reason } from "../changes/refusal.ts";
import { useNotice } from "../notice.tsx";
import { useSetting } from "../setting.tsx";
import { tasksKey } from "../tasks-query.ts";
import { addDays } from "../zoned.ts";

const samples = [
  {
    title: "Look around: open me",
    in: 0,
    priority: "high",
    tags: ["home"],
    description: "Notes take **markdown**.\n\n- [ ] A list\n- [ ] of things",
  },
  { title: "Call the landlord about the heating", in: 0, priority: "urgent", tags: ["home"] },
  { title: "Return the library books", in: -2, priority: "low", tags: ["errands"] },
  { title: "Pick up the parcel", in: 1, priority: "none", tags: ["errands"] },
  { title: "Plan the birthday dinner", in: 6, priority: "medium", tags: ["family"] },
  { title: "Renew the passport", in: 21, priority: "none", tags: [] },
  { title: "Back up the photos", priority: "none", tags: ["home"] },
] as const;
const theSamples = { tasks: [] };

/** A few tasks to try things with, in one request. */
export function AddSamples() {
  const api = useApi();
  const client = useQueryClient();
  const { today } = useSetting();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const { say, fail } = useNotice();
  const { mutate, isPending } = useMutation({
    retry: (failures, error) => failures < 2 && isPassing(error),
    mutationFn: () =>
      api.importTasks(
        {
          body: {
            tasks: samples.map(({ in: days, tags, ...task }: (typeof samples)[number] & { in?: number }) => ({
              ...task,
              tags: [...tags],
              dueOn: days === undefined ? null : addDays(today, days),
            })),
          },
        },
        { idempotencyKey },
      ),
    onSuccess: ({ tasks }) => {
      say(`Added ${tasks} sample tasks`, theSamples);
      return Promise.all([tasksKey, ["tags"]].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: (error) => fail(`The sample tasks weren’t added: ${reason(error)}.`, theSamples),
  });
  return (
    <Button look="secondary" aria-disabled={isPending} aria-busy={isPending} onClick={() => isPending || mutate()}>
      Add sample tasks
    </Button>
  );
}
