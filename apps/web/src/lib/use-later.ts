"use client";

import { useEffect } from "react";
import { whenIdle } from "./when-idle.ts";

/** What shows that somebody uses the page: a tool that presses a button for them only clicks. */
const firstSteps = ["pointermove", "pointerdown", "keydown", "click"];

/** In milliseconds. Whoever only reads for so long may be without a network by the time that they begin. */
const longRead = 30_000;

/**
 * Loads scripts that are needed later, when somebody begins to use the page: what they are for then opens without a
 * network, too, and nothing holds up a page that has just been painted. Takes functions that stay the same.
 */
export function useLater(...load: (() => Promise<unknown>)[]): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page
  useEffect(() => {
    const waiting = new AbortController();
    const begin = () => {
      waiting.abort();
      whenIdle(() => void Promise.allSettled(load.map((one) => one())));
    };
    for (const step of firstSteps) window.addEventListener(step, begin, { signal: waiting.signal, passive: true });
    const timer = setTimeout(begin, longRead);
    waiting.signal.addEventListener("abort", () => clearTimeout(timer));
    return () => waiting.abort();
  }, []);
}
