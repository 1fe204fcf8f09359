"use client";

import { useRef } from "react";
import { inputClass } from "@/components/ui/field.tsx";

/** The title as an input: Enter or leaving it saves, Escape leaves it as it was. */
export function RenameTask({
  title,
  onDone,
}: {
  title: string;
  /** Gets the title to have, and whether a key ended it (so that the focus has nowhere to be). */
  onDone: (title: string, byKey: boolean) => void;
}) {
  const left = useRef(false);
  function leave(next: string, byKey: boolean): void {
    if (left.current) return;
    left.current = true;
    onDone(next.trim(), byKey);
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
        onKeyDown={(event) => event.key === "Escape" && leave(title, true)}
        className={`-mt-2.5 mb-0.5 ${inputClass}`}
      />
    </form>
  );
}
