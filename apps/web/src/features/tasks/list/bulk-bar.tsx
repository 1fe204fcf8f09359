"use client";

import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { lowestBar } from "@/components/ui/bars.tsx";
import { Button } from "@/components/ui/button.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuItem } from "@/components/ui/menu.tsx";
import { TagChip } from "@/features/tags/tag-chip.tsx";
import { tagsQuery } from "@/features/tags/tags-query.ts";
import { useApi } from "@/lib/api-provider.tsx";
import type { Action } from "../changes/changes.ts";
import { entriesOf, priorityWords } from "../task-words.ts";
import { focusBeside } from "./rows.ts";
import type { ListActions } from "./use-list-actions.ts";
import { mostSelected, type Selection } from "./use-selection.ts";

/** What one can do to the selected tasks, all at once. */
export function BulkBar({
  selection,
  actions,
  deleted,
}: {
  selection: Selection;
  actions: ListActions;
  deleted: boolean;
}) {
  const bar = useRef<HTMLElement>(null);
  // It isn't beside the list, so nothing else would lead whoever comes by keyboard back there.
  useLayoutEffect(() => {
    const { current } = bar;
    return () => {
      if (current?.querySelector(":focus-visible")) focusBeside([]);
    };
  }, []);
  const { data: tags = [] } = useQuery(tagsQuery(useApi()));
  const { tasks } = selection;
  const none = tasks.length === 0;
  const act = (action: Action) => () => {
    actions.change(tasks, action);
    selection.clear();
  };
  const hasTag = (id: string) => tasks.some((task) => task.tags.some((tag) => tag.id === id));
  return createPortal(
    <section
      ref={bar}
      aria-label="Selected tasks"
      className="mb-3 flex flex-wrap items-center rounded-card border border-edge bg-surface p-2 shadow-lg"
    >
      <output className="px-2 font-medium tabular-nums">
        {tasks.length} selected{tasks.length === mostSelected && ", the most at once"}
      </output>
      <Button look="quiet" onClick={selection.all}>
        Select all
      </Button>
      <div className="flex flex-wrap max-sm:order-last max-sm:w-full sm:ml-auto">
        {deleted ? (
          <Button look="quiet" disabled={none} onClick={act({ action: "restore" })}>
            Restore
          </Button>
        ) : (
          <>
            <Button look="quiet" disabled={none} onClick={act({ action: "complete" })}>
              Complete
            </Button>
            <Menu trigger="More" look="quiet" disabled={none}>
              <MenuItem onClick={act({ action: "reopen" })}>Reopen</MenuItem>
              {entriesOf(priorityWords).map(([priority, words]) => (
                <MenuItem key={priority} onClick={act({ action: "set_priority", priority })}>
                  {priority === "none" ? "No" : words} priority
                </MenuItem>
              ))}
            </Menu>
            {tags.length > 0 && (
              <Menu trigger="Tag" look="quiet" disabled={none}>
                {tags.map((tag) => (
                  <MenuItem key={tag.id} onClick={act({ action: "add_tag", tag })}>
                    Add <TagChip tag={tag} />
                  </MenuItem>
                ))}
                {tags
                  .filter(({ id }) => hasTag(id))
                  .map((tag) => (
                    <MenuItem key={tag.id} onClick={act({ action: "remove_tag", tag })}>
                      Remove <TagChip tag={tag} />
                    </MenuItem>
                  ))}
              </Menu>
            )}
            <Button look="quiet" disabled={none} onClick={act({ action: "delete" })}>
              Delete
            </Button>
          </>
        )}
      </div>
      <span className="max-sm:ml-auto">
        <IconButton label="Stop selecting" onClick={selection.clear} path="m6 6 12 12M18 6 6 18" />
      </span>
    </section>,
    document.getElementById(lowestBar) ?? document.body,
  );
}
