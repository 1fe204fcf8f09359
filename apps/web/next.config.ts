import path from "node:path";
import type { NextConfig } from "next";

const workspace = path.join(import.meta.dirname, "..", "..");

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
};

export default config;
