"use client";

import { useEffect, useRef, useState } from "react";
import { inputClass } from "@/components/ui/field.tsx";
import { useShortcut } from "@/features/shortcuts/use-shortcut.ts";

const pause = 250;

/** Searches when the typing rests for a moment. */
export function Search({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(q);
  const [asked, setAsked] = useState(q);
  if (asked !== q) {
    // Back, or "Clear filters".
    setAsked(q);
    setText(q);
  }
  useShortcut("search", () => input.current?.select());

  useEffect(() => {
    if (text === asked) return;
    const timer = setTimeout(() => {
      setAsked(text);
      onSearch(text);
    }, pause);
    return () => clearTimeout(timer);
  }, [text, asked, onSearch]);

  return (
    <search className="min-w-0 flex-1">
      <input
        ref={input}
        type="search"
        aria-label="Search tasks"
        placeholder="Search"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className={inputClass}
      />
    </search>
  );
}
