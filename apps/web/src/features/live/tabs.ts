"use client";

import { forgetDraftsOf } from "../tasks/drafts.ts";

/** Who is signed in, null for nobody; or whose account, by its uuid, is deleted. */
export type Said = string | null | { deleted: string };

/** All tabs of this browser. */
export function openTabs(hear?: (said: Said) => void): BroadcastChannel {
  const channel = new BroadcastChannel("claimcheck-person");
  if (hear) channel.onmessage = ({ data }) => hear(data);
  return channel;
}

export function tellTabs(said: Said): void {
  const channel = openTabs();
  channel.postMessage(said);
  channel.close();
}

/** Takes away what was written here for an account that is deleted, if that is what was said. */
export function heedDeletion(said: Said): void {
  if (typeof said === "object" && said) forgetDraftsOf(said.deleted);
}
