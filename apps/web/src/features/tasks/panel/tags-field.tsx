"use client";

import type { TagRef } from "@claimcheck/contract/tags";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Field } from "@/components/ui/field.tsx";
import { TagChip, tagTone } from "@/features/tags/tag-chip.tsx";
import { findTag, tagNamed, tagsQuery } from "@/features/tags/tags-query.ts";
import { useApi } from "@/lib/api-provider.tsx";
import { retryLost } from "@/lib/query-client.ts";
import { reason } from "../changes/refusal.ts";

const mostShown = 12;
const nameIn = (text: string) => text.trim().replace(/^#/, "");

/** The task's tags, and a field that finds others or makes a new one. */
export function TagsField({
  value,
  onChange,
  ...focus
}: {
  value: TagRef[];
  /** Gets what becomes of the tags that there are by then. */
  onChange: (to: (tags: TagRef[]) => TagRef[]) => void;
  "data-autofocus"?: boolean;
}) {
  const api = useApi();
  const client = useQueryClient();
  const { data: tags = [] } = useQuery(tagsQuery(api));
  const [text, setText] = useState("");
  const name = nameIn(text);
  const others = tags.filter((tag) => !value.some(({ id }) => id === tag.id));
  const fitting = others.filter((tag) => tag.name.toLowerCase().includes(name.toLowerCase())).slice(0, mostShown);
  const isNew = name !== "" && !findTag(tags, name);

  const add = ({ id, name: called, color }: TagRef, asked = text) => {
    // Made a moment ago, it may not be in the list of tags yet, and be asked for once more.
    onChange((held) => (held.some((one) => one.id === id) ? held : [...held, { id, name: called, color }]));
    // Unless the next one is being written by now.
    setText((now) => (now === asked ? "" : now));
  };
  const create = useMutation({
    mutationFn: (asked: string) => tagNamed(api, nameIn(asked), tags),
    // Should one be made after all though nobody heard of it, it is found.
    retry: retryLost,
    onSuccess: (tag, asked) => {
      add(tag, asked);
      void client.invalidateQueries({ queryKey: ["tags"] });
    },
  });
  function take(): void {
    const exact = findTag(others, name);
    if (exact) add(exact);
    else if (isNew && !create.isPending) create.mutate(text);
  }

  return (
    <div className="grid gap-2">
      <Field
        label="Tags"
        autoComplete="off"
        maxLength={40}
        placeholder="Find or create a tag"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          // While characters are composed, Enter takes those.
          if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (!event.repeat) take();
        }}
        error={create.isError ? `The tag wasn’t made: ${reason(create.error)}.` : undefined}
        {...focus}
      />
      {value.length > 0 && (
        <ul aria-label="Tags of this task" className="flex flex-wrap gap-2">
          {value.map((tag) => (
            <li key={tag.id} className="max-w-full">
              <TagChip tag={tag} onRemove={() => onChange((held) => held.filter(({ id }) => id !== tag.id))} />
            </li>
          ))}
        </ul>
      )}
      {(fitting.length > 0 || isNew) && (
        <ul aria-label="Tags to add" className="flex flex-wrap gap-1.5">
          {fitting.map((tag) => (
            <li key={tag.id} className="max-w-full">
              <button
                type="button"
                onClick={() => add(tag)}
                className={`min-h-8 max-w-full truncate rounded-small border border-dashed px-2 text-small hover:border-solid ${tagTone(tag)}`}
              >
                <span aria-hidden="true">+ </span>
                {tag.name}
              </button>
            </li>
          ))}
          {isNew && (
            <li>
              <Button look="quiet" disabled={create.isPending} onClick={take}>
                Create “{name}”
              </Button>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
