"use client";

import { buttonClass } from "./ui/button.tsx";

/**
 * The way past the header, for the keyboard. Where scripts run it adds no step to the history: Next wouldn't know what
 * such a step shows, and Back from anything that was opened after it would show that still.
 */
export function SkipLink({ to }: { to: string }) {
  return (
    <a
      href={`#${to}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(to)?.focus();
      }}
      className={`${buttonClass()} fixed top-2 left-2 z-20 not-focus:sr-only`}
    >
      Skip to content
    </a>
  );
}
