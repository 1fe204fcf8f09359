"use client";

import { type ReactNode, useEffect, useRef } from "react";

/** The place of the one that comes and goes by what a person does: what comes and goes by itself is above it and doesn't move it. */
export const lowestBar = "lowest-bar";

/** How each of them looks: what it says, and beside that what can be done, or below where both don't fit. */
export const barClass =
  "flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 rounded-control border border-edge bg-surface py-1.5 pr-1.5 pl-4 shadow-lg";

/**
 * All that stands at the bottom of the window, one above the other, as wide as the page. `--bars` is how high it is now:
 * what has the focus is scrolled clear of it, and the page ends above it (globals.css).
 */
export function Bars({ children }: { children: ReactNode }) {
  const bars = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!bars.current) return;
    const { style } = document.documentElement;
    const observer = new ResizeObserver(([entry]) => {
      const height = entry?.contentRect.height ?? 0;
      // Without any there is nothing to set, and setting it means a look at the style of all that is on the page.
      if (height > 0 || style.getPropertyValue("--bars")) style.setProperty("--bars", `${height}px`);
    });
    observer.observe(bars.current);
    return () => observer.disconnect();
  }, []);
  // Neither box moves when one more bar comes, which the browser would count as a shift of the page: the outer is always
  // as high, and the inner isn't visible itself.
  return (
    <div className="pointer-events-none fixed inset-x-0 bottom-0 z-20 flex h-[60dvh] flex-col overflow-y-auto">
      <div
        ref={bars}
        className="invisible mt-auto grid shrink-0 grid-cols-[minmax(0,45rem)] justify-center px-4 *:pointer-events-auto *:visible"
      >
        {children}
        <div id={lowestBar} />
      </div>
    </div>
  );
}
