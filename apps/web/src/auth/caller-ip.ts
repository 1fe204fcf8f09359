/** The one header that Better Auth reads an address from; no request from outside keeps its own. */
export const callerIpHeader = "x-claimcheck-ip";

/**
 * Replaces what a request says about its address by what can be trusted.
 * Takes the header that our own proxy overwrites, if there is one; without it no address is known.
 */
export function withCallerIp(headers: Headers, trustedHeader: string | undefined): Headers {
  const copy = new Headers(headers);
  copy.delete(callerIpHeader);
  const address = trustedHeader && headers.get(trustedHeader);
  if (address) copy.set(callerIpHeader, address);
  return copy;
}
