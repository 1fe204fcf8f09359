"use client";

import { useEffect } from "react";

const operable = "a[href], button, input, select, textarea, summary";

/**
 * When what has the focus is taken away, by the person or by a change made elsewhere, the focus goes to what is nearest
 * to it: nobody who uses the keyboard starts at the top of the page again.
 */
export function KeepFocus() {
  useEffect(() => {
    const listening = new AbortController();
    let last: Element | null = null;
    const observer = new MutationObserver((records) => {
      if (!last || last.isConnected) return;
      const gone = last;
      const removal = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(gone)));
      last = null;
      // Whoever took it away may know a better place, and what comes instead is there by then.
      if (removal) requestAnimationFrame(() => document.activeElement === document.body && nearest(removal)?.focus());
    });
    observer.observe(document.body, { childList: true, subtree: true });
    const remember = (element: Element | null) => {
      last = element;
    };
    const { signal } = listening;
    // Who uses a pointer isn't moved elsewhere.
    document.addEventListener("focusin", () => remember(document.querySelector(":focus-visible")), { signal });
    document.addEventListener("pointerdown", () => remember(null), { signal });
    return () => {
      observer.disconnect();
      listening.abort();
    };
  }, []);
  return null;
}

/** What follows the place of something removed, else what comes before, in the smallest part of the page that has any. */
function nearest({ target, nextSibling, previousSibling }: MutationRecord): HTMLElement | undefined {
  let place = nextSibling ?? previousSibling;
  for (let part = target as Element | null; part; part = part.parentElement) {
    const all = [...part.querySelectorAll<HTMLElement>(operable)].filter(canHaveFocus);
    const follows = (element: Element) =>
      element === place || (place && place.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (all.length > 0) return all.find(follows) ?? all.at(-1);
    place = part;
  }
  return undefined;
}

function canHaveFocus(element: HTMLElement): boolean {
  return element.tabIndex >= 0 && element.checkVisibility() && !element.matches(":disabled");
}
