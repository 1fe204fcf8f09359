"use client";

/** Whether shortcuts go by ⌘ here. In the browser only. */
export function isMac(): boolean {
  return /Mac|iP(hone|ad)/.test(navigator.userAgent);
}
