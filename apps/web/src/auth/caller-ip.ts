import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { ReadAddress } from "@claimcheck/process/caller-address";

/** The one header that Better Auth reads an address from; no request from outside keeps its own. */
export const callerIpHeader = "x-claimcheck-ip";

/**
 * Writes into each request of this process the address that connected, over whatever the caller wrote there:
 * Next shows its routes no socket.
 */
export function stampPeerAddress(): void {
  subscribe("http.server.request.start", (message) => {
    const { headers, socket } = (message as { request: IncomingMessage }).request;
    if (socket.remoteAddress) headers[callerIpHeader] = socket.remoteAddress;
    else delete headers[callerIpHeader];
  });
}

/**
 * Replaces what a request says about its address by what can be trusted.
 * Takes the name and the reader of the header that our own proxy overwrites; where that has no address, the one that
 * connected counts. Without such a header no address is known: everyone would have the proxy's.
 */
export function withCallerIp(headers: Headers, trusted: { header: string; read: ReadAddress } | undefined): Headers {
  const copy = new Headers(headers);
  if (!trusted) copy.delete(callerIpHeader);
  const address = trusted?.read(headers.get(trusted.header));
  if (address) copy.set(callerIpHeader, address);
  return copy;
}
