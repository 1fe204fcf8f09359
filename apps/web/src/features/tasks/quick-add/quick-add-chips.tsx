"use client";

import type { TagRef } from "@claimcheck/contract/tags";
import { Chip } from "@/components/ui/chip.tsx";
import { tagTone } from "@/features/tags/tag-chip.tsx";
import { findTag } from "@/features/tags/tags-query.ts";
import { dueWords } from "../due-words.ts";
import { useSetting } from "../setting.tsx";
import { priorityWords } from "../task-words.ts";
import type { Chip as Found } from "./parse.ts";

type Props = { chips: Found[]; tags: readonly TagRef[] };

function useShown({ chips, tags }: Props) {
  const setting = useSetting();
  return chips.map((chip) => {
    if (chip.kind === "due") return { ...chip, words: `Due ${dueWords(chip.due, setting)?.text}`, tone: undefined };
    if (chip.kind === "priority")
      return { ...chip, words: `${priorityWords[chip.priority]} priority`, tone: undefined };
    const tag = findTag(tags, chip.name);
    return { ...chip, words: tag?.name ?? `${chip.name} (new tag)`, tone: tagTone(tag ?? { color: "gray" }) };
  });
}

/** What was understood of the line, before it is saved. A chip that is taken away leaves its words in the title. */
export function QuickAddChips({ onKeep, ...read }: Props & { onKeep: (phrase: string) => void }) {
  const shown = useShown(read);
  return (
    shown.length > 0 && (
      <ul aria-label="Read from your text" className="flex flex-wrap gap-2">
        {shown.map(({ phrase, words, tone }) => (
          <li key={phrase} className="max-w-full">
            <Chip {...(tone && { tone })} onRemove={() => onKeep(phrase)} removeLabel={`Keep “${phrase}” in the title`}>
              {words}
            </Chip>
          </li>
        ))}
      </ul>
    )
  );
}

/** The same in words, for what is read out. */
export function ChipWords(read: Props) {
  return useShown(read)
    .map(({ words }) => words)
    .join(", ");
}
