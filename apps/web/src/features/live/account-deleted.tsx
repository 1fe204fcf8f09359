"use client";

import { useEffect } from "react";
import { whoseSessionEnds } from "@/lib/browser-token.ts";
import { forgetDraftsOf } from "../tasks/drafts.ts";
import { openTabs, tellTabs } from "./tabs.ts";

/**
 * Tells the other tabs that nobody is signed in. When the account was deleted here, what was written for it goes, in
 * all of them: who only follows a link to this page loses no words that wait for the next sign-in.
 */
export function AccountDeleted() {
  useEffect(() => {
    const deleted = whoseSessionEnds();
    if (!deleted) return tellTabs(null);
    forgetDraftsOf(deleted);
    const channel = openTabs((said) => {
      // It found out by itself that the session is over, and may have been between two pages when it was told of this.
      if (said === null) channel.postMessage({ deleted });
    });
    channel.postMessage({ deleted });
    return () => channel.close();
  }, []);
  return null;
}
