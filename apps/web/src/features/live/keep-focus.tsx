"use client";

import { useEffect } from "react";

const operable = "a[href], button, input, select, textarea, summary";

/** Where something was: what held it, innermost first, and what stood beside it. */
type Place = { holders: Element[]; beside: Node | null };

/**
 * When what has the focus is taken away, by the person or by a change made elsewhere, the focus goes to what is nearest
 * to it: nobody who uses the keyboard starts at the top of the page again.
 */
export function KeepFocus() {
  useEffect(() => {
    const listening = new AbortController();
    let last: Element | null = null;
    let holders: Element[] = [];
    const remember = (element: Element | null) => {
      last = element;
      holders = element ? holdersOf(element) : [];
    };
    const observer = new MutationObserver((records) => {
      if (!last || last.isConnected) return;
      const place = { holders, beside: besideOf(last, records) };
      remember(null);
      // Whoever took it away may know a better place, and what comes instead is there by then.
      requestAnimationFrame(() => document.activeElement === document.body && nearest(place)?.focus());
    });
    observer.observe(document.body, { childList: true, subtree: true });
    // Who uses a pointer isn't moved elsewhere.
    const rememberFocus = () => {
      const element = document.activeElement;
      remember(element?.matches(":focus-visible") ? element : null);
    };
    rememberFocus();
    const { signal } = listening;
    document.addEventListener("focusin", rememberFocus, { signal });
    document.addEventListener("pointerdown", () => remember(null), { signal });
    return () => {
      observer.disconnect();
      listening.abort();
    };
  }, []);
  return null;
}

function holdersOf(element: Element): Element[] {
  const holders: Element[] = [];
  for (let part = element.parentElement; part; part = part.parentElement) holders.push(part);
  return holders;
}

/** What stood beside the largest part that was taken away with it. */
function besideOf(gone: Node, records: MutationRecord[]): Node | null {
  let part = gone;
  let beside: Node | null = null;
  for (const { removedNodes, target, nextSibling, previousSibling } of records) {
    if (![...removedNodes].some((node) => node.contains(part))) continue;
    beside = nextSibling ?? previousSibling;
    part = target;
  }
  return beside;
}

/** What follows a place, else what comes before, in the smallest part of the page that is still there and has any. */
function nearest({ holders, beside }: Place): HTMLElement | undefined {
  let place = beside?.isConnected ? beside : null;
  for (const part of holders) {
    if (!part.isConnected) continue;
    const all = [...part.querySelectorAll<HTMLElement>(operable)].filter(canHaveFocus);
    const follows = (element: Element) =>
      element === place || (place && place.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (all.length > 0) return (place ? all.find(follows) : all[0]) ?? all.at(-1);
    place ??= part;
  }
  return undefined;
}

function canHaveFocus(element: HTMLElement): boolean {
  return element.tabIndex >= 0 && element.checkVisibility() && !element.matches(":disabled");
}
