"use client";

import type { Tag, TagRef } from "@claimcheck/contract/tags";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { inputClass } from "@/components/ui/field.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Select } from "@/components/ui/select.tsx";
import { deleteOnce } from "@/features/tasks/changes/delete-once.ts";
import { tagTone } from "./tag-chip.tsx";
import { tagColors } from "./tag-colors.ts";
import type { ChangeTag } from "./use-tag-change.ts";

/** One tag: its name and colour are saved when they are left; deleting asks once more. */
export function TagRow({ tag, change }: { tag: Tag; change: ChangeTag }) {
  const [asking, setAsking] = useState(false);
  const [name, setName] = useState(tag.name);
  /** The name that the field had, or was left with, before somebody wrote in it. */
  const [before, setBefore] = useState(tag.name);
  const [known, setKnown] = useState<string | undefined>(tag.name);
  if (known !== tag.name) {
    // Renamed, here or elsewhere, or not renamed after all. What is being written stays.
    setKnown(tag.name);
    setBefore(tag.name);
    if (name === before) setName(tag.name);
  }
  const params = { id: tag.id };
  const uses = tag.taskCount === 1 ? "1 task" : `${tag.taskCount} tasks`;

  function rename(): void {
    const wanted = name.trim() || before;
    setName(wanted);
    setBefore(wanted);
    if (wanted !== before)
      change({
        send: (api) => api.updateTag({ params, body: { name: wanted } }),
        refusal: `“${tag.name}” wasn’t renamed`,
        onRefused: () => setKnown(undefined),
      });
  }

  if (asking)
    return (
      <li className="flex flex-wrap items-center gap-2 py-2">
        <span className="min-w-0 grow basis-48 wrap-anywhere">
          Delete “{tag.name}” and take it off {uses}?
        </span>
        <span className="flex gap-2">
          <Button
            look="secondary"
            onClick={() =>
              change({
                send: deleteOnce((api) => api.deleteTag({ params })),
                refusal: `“${tag.name}” wasn’t deleted`,
                onRefused: () => setAsking(false),
              })
            }
          >
            Delete
          </Button>
          <Button look="quiet" autoFocus onClick={() => setAsking(false)}>
            Keep
          </Button>
        </span>
      </li>
    );
  return (
    <li className="grid grid-cols-[8rem_1fr_auto] items-center gap-2 py-2 sm:grid-cols-[1fr_8rem_3.5rem_auto]">
      <form
        className="max-sm:col-span-full"
        onSubmit={(event) => {
          event.preventDefault();
          rename();
        }}
      >
        <input
          aria-label={`Name of ${tag.name}`}
          maxLength={40}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
          onBlur={rename}
          className={inputClass}
        />
      </form>
      <Select
        aria-label={`Colour of ${tag.name}`}
        options={tagColors}
        value={tag.color}
        onChange={(event) => {
          const color = event.target.value as TagRef["color"];
          change({
            send: (api) => api.updateTag({ params, body: { color } }),
            refusal: `The colour of “${tag.name}” wasn’t changed`,
          });
        }}
        className={tagTone(tag)}
      />
      <span className="text-right text-small text-muted tabular-nums">{uses}</span>
      <IconButton
        label={`Delete tag ${tag.name}`}
        onClick={() => setAsking(true)}
        path="M5 7h14M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3"
      />
    </li>
  );
}
