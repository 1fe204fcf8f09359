"use client";

import { useEffect } from "react";
import { willSessionEnd } from "@/lib/browser-token.ts";
import { forgetDrafts } from "../tasks/drafts.ts";
import { accountDeleted, tellTabs } from "./tabs.ts";

/**
 * Tells the other tabs that nobody is signed in. When the account was deleted here, what was written for it goes, in
 * all of them: who only follows a link to this page loses no words that wait for the next sign-in.
 */
export function AccountDeleted() {
  useEffect(() => {
    const here = willSessionEnd();
    if (here) forgetDrafts();
    tellTabs(here ? accountDeleted : null);
  }, []);
  return null;
}
