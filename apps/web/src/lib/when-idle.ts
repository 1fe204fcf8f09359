"use client";

/** Runs a function once the browser has nothing else to do. Not every browser that we serve knows when that is. */
export function whenIdle(run: () => void): void {
  (window.requestIdleCallback ?? setTimeout)(run);
}
