"use client";

import { type Due, dueWords } from "../due-words.ts";
import { useSetting } from "../setting.tsx";

/** When something is due, seen from now; the exact date is in the title. Says in words that it's over. */
export function DueTime({ due, isOpen }: { due: Due; isOpen: boolean }) {
  const words = dueWords(due, useSetting());
  if (!words) return null;
  const overdue = words.over && isOpen;
  return (
    <span className={overdue ? "font-medium text-danger" : ""}>
      {overdue ? "Overdue: " : <span className="sr-only">Due </span>}
      <time dateTime={words.dateTime} title={words.exact}>
        {words.text}
      </time>
    </span>
  );
}
