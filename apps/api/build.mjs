import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { build } from "esbuild";

const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

// Our own packages are TypeScript and go into the bundle. npm's stay outside, where Node looks for them
// beside this app: so what our packages need must be a dependency here too.
const npmPackagesStayOutside = {
  name: "npm-packages-stay-outside",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === "entry-point" || path.startsWith("@claimcheck/")) return undefined;
      const name = /^(@[^/]+\/)?[^/]+/.exec(path)?.[0];
      if (isBuiltin(path) || Object.hasOwn(dependencies, name)) return { path, external: true };
      return { errors: [{ text: `${name} must be a dependency in apps/api/package.json` }] };
    });
  },
};

const options = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node26",
};

await build({
  ...options,
  entryPoints: ["src/server.ts"],
  outfile: "dist/server.js",
  plugins: [npmPackagesStayOutside],
});

// What runs once in a container before the apps do, npm packages included.
await build({
  ...options,
  entryPoints: ["@claimcheck/database/container/migrate", "@claimcheck/database/container/secrets"],
  entryNames: "[name]",
  outExtension: { ".js": ".mjs" },
  outdir: "dist/container",
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
});
