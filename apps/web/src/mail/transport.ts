import { isLoopback } from "@claimcheck/process/loopback";
import { createTransport } from "nodemailer";

const seconds = 1000;

/**
 * Connections to the SMTP server of a URL, a few at once. A password never goes out in the clear, but to this machine;
 * with `requireTLS` nothing does.
 */
export function openTransport(smtpUrl: string, { requireTLS = false } = {}) {
  const url = new URL(smtpUrl);
  const [user, pass] = [url.username, url.password].map(decodeURIComponent);
  return createTransport({
    pool: true,
    maxConnections: 4,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (url.protocol === "smtps:" ? 465 : 587),
    secure: url.protocol === "smtps:",
    requireTLS: requireTLS || (Boolean(user) && !isLoopback(url)),
    ...(user && { auth: { user, pass: pass ?? "" } }),
    connectionTimeout: 10 * seconds,
    greetingTimeout: 10 * seconds,
    socketTimeout: 30 * seconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
