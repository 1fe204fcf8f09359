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

/** Whose account is deleted, if that is what was said. */
export function deletedOf(said: Said): string | undefined {
  return typeof said === "object" ? said?.deleted : undefined;
}
