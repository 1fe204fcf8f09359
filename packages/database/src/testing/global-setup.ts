import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type Embedded, startEmbedded } from "../embedded/start.ts";
import { migrate } from "../migrate.ts";
import { roleUrls } from "../roles.ts";
import type {} from "./test-database.ts";

let postgres: Embedded | undefined;
let folder = "";

/** One Postgres for a test run. */
export async function setup(project: TestProject): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "claimcheck-test-"));
  postgres = await startEmbedded({ folder, throwaway: true });
  const { ownerUrl } = postgres;
  const { web, api } = roleUrls(ownerUrl);
  await migrate({ ownerUrl, webUrl: web, apiUrl: api });
  project.provide("templateUrl", ownerUrl);
}

export async function teardown(): Promise<void> {
  await postgres?.stop();
  for (const left of [folder, postgres?.folder ?? folder]) {
    await rm(left, { recursive: true, force: true });
  }
}
