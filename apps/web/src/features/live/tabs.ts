/** All tabs of this browser; what is said there is who is signed in, null for nobody. */
export function openTabs(): BroadcastChannel {
  return new BroadcastChannel("claimcheck-person");
}
