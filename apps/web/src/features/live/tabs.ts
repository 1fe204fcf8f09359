/** Said instead of a person: the account is deleted, and what was written for it goes, too. */
export const accountDeleted = "deleted";

/** All tabs of this browser; what is said there is who is signed in, null for nobody. */
export function openTabs(): BroadcastChannel {
  return new BroadcastChannel("claimcheck-person");
}

export function tellTabs(who: string | null): void {
  const channel = openTabs();
  channel.postMessage(who);
  channel.close();
}
