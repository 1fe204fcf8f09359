import type { ComponentProps } from "react";

/** A native checkbox in our look: the check is drawn over it, and what answers to a finger is 44 px wide. */
export function Checkbox(props: Omit<ComponentProps<"input">, "type" | "className">) {
  return (
    <span className="relative inline-grid size-6 shrink-0 place-items-center">
      <input
        type="checkbox"
        className="peer size-6 appearance-none before:absolute before:-inset-2.5 before:content-[''] rounded-small border-2 border-edge bg-surface checked:border-accent-edge checked:bg-accent enabled:hover:border-ink disabled:opacity-50 forced-colors:appearance-auto"
        {...props}
      />
      <svg
        viewBox="0 0 16 16"
        aria-hidden="true"
        className="pointer-events-none absolute size-4 fill-none stroke-on-accent stroke-[2.5] opacity-0 peer-checked:opacity-100 forced-colors:hidden"
      >
        <path strokeLinecap="round" strokeLinejoin="round" d="m3 8.5 3.5 3.5L13 4.5" />
      </svg>
    </span>
  );
}
