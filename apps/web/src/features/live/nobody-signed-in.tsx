"use client";

import { useEffect } from "react";
import { openTabs } from "./tabs.ts";

/** On pages that only those see who aren't signed in: tells the other tabs. */
export function NobodySignedIn() {
  useEffect(() => {
    const channel = openTabs();
    channel.postMessage(null);
    channel.close();
  }, []);
  return null;
}
