"use client";

import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { Alert } from "@/components/ui/alert.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { inputClass } from "@/components/ui/field.tsx";
import { useApi } from "@/lib/api-provider.tsx";
import { TagRow } from "./tag-row.tsx";
import { tagsQuery } from "./tags-query.ts";
import { useTagChange } from "./use-tag-change.ts";

/** All of the person's tags: make, rename, recolour and delete them. */
export function TagManager({ onClose }: { onClose: () => void }) {
  const { data: tags, isError } = useQuery(tagsQuery(useApi()));
  const { change, problem } = useTagChange();
  const input = useRef<HTMLInputElement>(null);

  function add(fields: FormData): void {
    const name = String(fields.get("name")).trim();
    const idempotencyKey = crypto.randomUUID();
    if (!name) return;
    // At once: whoever presses Enter again, or types on, means the next one.
    input.current?.form?.reset();
    change({
      send: (api) => api.createTag({ body: { name } }, { idempotencyKey }),
      refusal: `“${name}” wasn’t made`,
      onRefused: () => {
        if (input.current && !input.current.value) input.current.value = name;
      },
    });
  }

  return (
    <Dialog title="Tags" onClose={onClose}>
      <div className="grid gap-4">
        {/* In view wherever one is in the list. */}
        <Alert className="sticky top-0 z-10">{problem || (isError && "Your tags can’t be loaded right now.")}</Alert>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            add(new FormData(event.currentTarget));
          }}
          className="flex gap-2"
        >
          <input
            ref={input}
            name="name"
            aria-label="New tag"
            placeholder="New tag"
            maxLength={40}
            autoComplete="off"
            className={inputClass}
          />
          <Button type="submit" look="secondary">
            Add
          </Button>
        </form>
        {tags?.length === 0 && <p className="text-muted">No tags yet. #words in a new task make some, too.</p>}
        <ul aria-label="Your tags" className="divide-y divide-line">
          {tags?.map((tag) => (
            <TagRow key={tag.id} tag={tag} change={change} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
