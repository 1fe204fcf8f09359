import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../stack/parts.ts";
import type { Finding } from "./finding.ts";

/** Whether the tools run on the Node that this project installs for itself. */
export function nodeFinding(version: string): Finding {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const major = (text: string) => Number.parseInt(text, 10);
  const ok = major(version) >= major(devDependencies.node);
  const found = ok ? version : `${version}, and this needs ${devDependencies.node}`;
  return { name: "Node", ok, found, mend: "run `npx pnpm@12 install`, and the tools through pnpm." };
}
