import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { composeProject } from "../../stack/compose-project.ts";
import { copyTree } from "../lifecycle/clone.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** What lay in the folder that the images were built from, where people keep secrets. */
    canary: string;
  }
}

/** Builds the images as a clone would that somebody has worked in. */
export default async function buildImages(project: TestProject): Promise<void> {
  const canary = `canary-${crypto.randomUUID()}`;
  project.provide("canary", canary);
  const folder = copyTree();
  for (const file of [
    ".env",
    "apps/web/.env.local",
    ".data/secret",
    "apps/api/dist/old.js",
    "apps/web/node_modules/x/x.js",
  ]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), `SECRET=${canary}\n`);
  }
  try {
    const { compose } = await composeProject({ folder });
    await compose("build");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
