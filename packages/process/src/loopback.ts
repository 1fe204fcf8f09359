/** Whether a URL's host is this machine: localhost, *.localhost (RFC 6761), 127.0.0.0/8 or ::1. */
export function isLoopback(url: URL | string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    // For http(s) the URL parser has already normalised 127.1 or 0x7f000001 to four numbers.
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}
