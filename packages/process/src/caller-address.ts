import { isIP } from "node:net";

/** Returns the address in a header's value; undefined when it isn't exactly one. */
export type ReadAddress = (value: string | string[] | null | undefined) => string | undefined;

/**
 * Makes the reader of the one header in which our own proxy writes the caller's address. Only exactly one IP address
 * counts: of a list a caller may have written a part, so that each list would have a rate limit of its own.
 * Takes how to warn, which is called at the first value that doesn't count; the value itself isn't passed on.
 */
export function createAddressReader(header: string, warn: (line: string) => void): ReadAddress {
  let warned = false;
  return (value) => {
    const text = typeof value === "string" ? value.trim() : "";
    // A zone (fe80::1%eth0) only means something on the machine that wrote it.
    if (isIP(text) && !text.includes("%")) return text;
    if (!warned) warn(warning(header, text));
    warned = true;
    return undefined;
  };
}

function warning(header: string, text: string): string {
  const found = text === "" ? "is missing" : text.includes(",") ? "has several addresses" : "is no IP address";
  return `TRUSTED_IP_HEADER: ${header} ${found}, so callers count by the address that connected. Have the proxy write one.`;
}
