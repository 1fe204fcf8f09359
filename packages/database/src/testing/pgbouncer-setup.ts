import type { TestProject } from "vitest/node";
import { startPgBouncer } from "./pgbouncer.ts";
import type {} from "./test-database.ts";

let pgbouncer: Awaited<ReturnType<typeof startPgBouncer>> | undefined;

/** After global-setup: the apps' roles reach every database of the test run through PgBouncer. */
export async function setup(project: TestProject): Promise<void> {
  pgbouncer = await startPgBouncer(project.getProvidedContext().templateUrl);
  project.provide("poolerPort", pgbouncer.port);
}

export async function teardown(): Promise<void> {
  await pgbouncer?.stop();
}
