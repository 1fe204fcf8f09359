"use client";

import { useEffect } from "react";

/**
 * Loads scripts that are needed later, when the page has come to rest: what they are for then opens without a network,
 * too. Takes functions that stay the same.
 */
export function useLater(...load: (() => Promise<unknown>)[]): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page
  useEffect(() => {
    // Not in every browser that we serve.
    const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 2000));
    const fetchAll = () => void Promise.allSettled(load.map((one) => one()));
    const wait = () => idle(fetchAll);
    if (document.readyState === "complete") wait();
    else window.addEventListener("load", wait, { once: true });
    return () => window.removeEventListener("load", wait);
  }, []);
}
