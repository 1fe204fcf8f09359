"use client";

import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { SelectField } from "@/components/ui/select.tsx";
import { TagChip } from "@/features/tags/tag-chip.tsx";
import { tagsQuery } from "@/features/tags/tags-query.ts";
import { useApi } from "@/lib/api-provider.tsx";
import { entriesOf, priorityWords, sortWords, statusWords } from "../task-words.ts";
import { sortOf } from "./params.ts";
import type { ListAddress } from "./use-list-params.ts";

/** Order and filters; each counts at once. */
export function FilterChoices({ address, onManageTags }: { address: ListAddress; onManageTags: () => void }) {
  const { params, setFilters } = address;
  const { data: tags = [] } = useQuery(tagsQuery(useApi()));
  return (
    <div className="grid gap-5">
      <SelectField
        label="Sort by"
        options={entriesOf(sortWords)}
        value={sortOf(params)}
        onChange={(event) => setFilters({ sort: event.target.value as keyof typeof sortWords })}
      />
      {params.view !== "done" && (
        <Choices
          legend="Status"
          options={entriesOf(statusWords)}
          chosen={params.status}
          onChoose={(status) => setFilters({ status })}
        />
      )}
      <Choices
        legend="Priority"
        options={entriesOf(priorityWords)}
        chosen={params.priority}
        onChoose={(priority) => setFilters({ priority })}
      />
      {tags.length > 0 && (
        <Choices
          legend="Tags"
          options={tags.map((tag) => [tag.id, <TagChip key={tag.id} tag={tag} />] as const)}
          chosen={params.tags}
          onChoose={(chosen) => setFilters({ tags: chosen })}
        />
      )}
      {params.tags.length > 1 && (
        <SelectField
          label="Which of them"
          options={[
            ["any", "Any is enough"],
            ["all", "All of them"],
          ]}
          value={params.match}
          onChange={(event) => setFilters({ match: event.target.value as "any" | "all" })}
        />
      )}
      <Button look="quiet" className="justify-self-start" onClick={onManageTags}>
        Manage tags…
      </Button>
    </div>
  );
}

function Choices<T extends string>(props: {
  legend: string;
  options: readonly (readonly [value: T, words: React.ReactNode])[];
  chosen: readonly T[];
  onChoose: (chosen: T[]) => void;
}) {
  const { legend, options, chosen, onChoose } = props;
  return (
    <fieldset className="grid grid-cols-2">
      <legend className="mb-1 font-medium">{legend}</legend>
      {options.map(([value, words]) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: Checkbox is one.
        <label key={value} className="flex min-h-11 min-w-0 items-center gap-3">
          <Checkbox
            checked={chosen.includes(value)}
            onChange={({ target }) =>
              onChoose(target.checked ? [...chosen, value] : chosen.filter((other) => other !== value))
            }
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
