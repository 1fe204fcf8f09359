"use client";

import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { TagChip } from "@/features/tags/tag-chip.tsx";
import { tagsQuery } from "@/features/tags/tags-query.ts";
import { useApi } from "@/lib/api-provider.tsx";
import { priorityWords, statusWords } from "../task-words.ts";
import type { ListAddress } from "./use-list-params.ts";

/** The filters that hold, each to be taken away, or all at once. */
export function ActiveFilters({ address: { params, setFilters, clear } }: { address: ListAddress }) {
  const { data: tags = [] } = useQuery(tagsQuery(useApi()));
  const without = <T,>(values: readonly T[], value: T) => values.filter((other) => other !== value);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {params.status.map((status) => (
        <Chip
          key={status}
          removeLabel={`Remove filter ${statusWords[status]}`}
          onRemove={() => setFilters({ status: without(params.status, status) })}
        >
          {statusWords[status]}
        </Chip>
      ))}
      {params.priority.map((priority) => (
        <Chip
          key={priority}
          removeLabel={`Remove filter ${priorityWords[priority]} priority`}
          onRemove={() => setFilters({ priority: without(params.priority, priority) })}
        >
          {priorityWords[priority]} priority
        </Chip>
      ))}
      {params.tags.map((id) => {
        const tag = tags.find((one) => one.id === id) ?? ({ name: "A tag that is gone", color: "gray" } as const);
        return <TagChip key={id} tag={tag} onRemove={() => setFilters({ tags: without(params.tags, id) })} />;
      })}
      <Button look="quiet" onClick={clear}>
        Clear all
      </Button>
    </div>
  );
}
