"use client";

import { startTransition, useEffect, useState } from "react";

/** In milliseconds. A page that is never idle gets the rest as well. */
const longest = 1_000;

/** False until the browser has nothing else to do once the page is hydrated: for what nobody sees or uses until then. */
export function useIdle(): boolean {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => {
    const begin = () => startTransition(() => setIdle(true));
    // Not in every browser that we serve.
    if (!window.requestIdleCallback) {
      const timer = setTimeout(begin);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(begin, { timeout: longest });
    return () => cancelIdleCallback(idle);
  }, []);
  return isIdle;
}
