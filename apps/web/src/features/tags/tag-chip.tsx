import type { TagRef } from "@claimcheck/contract/tags";
import { Chip } from "@/components/ui/chip.tsx";

/** The classes that paint something in a tag's colour; see globals.css. */
export const tagTone = ({ color }: Pick<TagRef, "color">) => `tag tag-${color}`;

export function TagChip({ tag, onRemove }: { tag: Pick<TagRef, "name" | "color">; onRemove?: () => void }) {
  return (
    <Chip tone={tagTone(tag)} {...(onRemove && { onRemove, removeLabel: `Remove tag ${tag.name}` })}>
      {tag.name}
    </Chip>
  );
}
