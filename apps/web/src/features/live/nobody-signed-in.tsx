"use client";

import { useEffect } from "react";
import { forgetDraftsOf } from "../tasks/drafts.ts";
import { deletedOf, openTabs } from "./tabs.ts";

/** On pages that only those see who aren't signed in: tells the other tabs, and hears of an account that is deleted. */
export function NobodySignedIn() {
  useEffect(() => {
    const channel = openTabs((said) => {
      const deleted = deletedOf(said);
      if (deleted) forgetDraftsOf(deleted);
    });
    channel.postMessage(null);
    return () => channel.close();
  }, []);
  return null;
}
