"use client";

import { useEffect } from "react";
import { tellTabs } from "./tabs.ts";

/** On pages that only those see who aren't signed in: tells the other tabs. */
export function NobodySignedIn() {
  useEffect(() => tellTabs(null), []);
  return null;
}
