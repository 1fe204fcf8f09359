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
  agentRules: false,
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "content-security-policy", value: "frame-ancestors 'none'" },
        { key: "referrer-policy", value: "same-origin" },
        { key: "x-content-type-options", value: "nosniff" },
      ],
    },
  ],
};

export default config;
