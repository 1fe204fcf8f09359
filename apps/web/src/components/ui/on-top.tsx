"use client";

import { type ReactNode, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";

/** The modal windows that are open, the uppermost last. */
let windows: readonly Element[] = [];
const listeners = new Set<() => void>();

function change(to: readonly Element[]): void {
  windows = to;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says that a modal window is open now; gives what says that it is closed. */
export function putOnTop(window: Element): () => void {
  change([...windows, window]);
  return () => change(windows.filter((other) => other !== window));
}

/** The modal window that has the keyboard, if one is open. */
export function useTopWindow(): Element | undefined {
  return useSyncExternalStore(
    subscribe,
    () => windows.at(-1),
    () => undefined,
  );
}

/** For what is to be seen, heard and reached while a modal window is open, too: all that isn't in the window is inert then. */
export function OnTop({ children }: { children: ReactNode }) {
  const top = useTopWindow();
  return top ? createPortal(children, top) : children;
}
