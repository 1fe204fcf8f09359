"use client";

import { useRef, useState } from "react";
import { inputClass } from "@/components/ui/field.tsx";

/** The title as an input: Enter or leaving it saves, Escape leaves it as it was. */
export function RenameTask({
  title,
  onDone,
}: {
  title: string;
  /** Gets the title to have, "" for the one that it has, and whether a key ended it (so that the focus has nowhere to be). */
  onDone: (title: string, byKey: boolean) => void;
}) {
  const left = useRef(false);
  // It may be renamed elsewhere meanwhile: whoever wrote nothing doesn't take that back.
  const [before] = useState(title);
  function leave(next: string, byKey: boolean): void {
    if (left.current) return;
    left.current = true;
    const wanted = next.trim();
    onDone(wanted === before ? "" : wanted, byKey);
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        leave(String(new FormData(event.currentTarget).get("rename")), true);
      }}
    >
      <input
        name="rename"
        aria-label={`Title of ${title}`}
        defaultValue={title}
        maxLength={200}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here.
        autoFocus
        onFocus={(event) => event.target.select()}
        onBlur={(event) => leave(event.target.value, false)}
        onKeyDown={(event) => event.key === "Escape" && leave(before, true)}
        className={`-mt-2.5 mb-0.5 ${inputClass}`}
      />
    </form>
  );
}
