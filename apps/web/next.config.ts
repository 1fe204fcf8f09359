import path from "node:path";
import type { NextConfig } from "next";

const workspace = path.join(import.meta.dirname, "..", "..");

/** On every answer. A page's own policy, with its nonce, takes the place of this one: see src/proxy.ts. start.ts adds one. */
const everywhere = Object.entries({
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
}).map(([key, value]) => ({ key, value }));

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: workspace,
  turbopack: { root: workspace },
  reactCompiler: true,
  typedRoutes: true,
  poweredByHeader: false,
  // Everybody gets title and page at once. When a page is read anew, streamed metadata takes the title away first, and
  // gives the new one when it has come; ours are never waited for.
  htmlLimitedBots: /./,
  agentRules: false,
  images: { unoptimized: true },
  headers: async () => [{ source: "/:path*", headers: everywhere }],
};

export default config;
