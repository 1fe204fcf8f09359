"use client";

import { useEffect } from "react";
import { heedDeletion, openTabs } from "./tabs.ts";

/** On pages that only those see who aren't signed in: tells the other tabs, and hears of an account that is deleted. */
export function NobodySignedIn() {
  useEffect(() => {
    const channel = openTabs(heedDeletion);
    channel.postMessage(null);
    return () => channel.close();
  }, []);
  return null;
}
