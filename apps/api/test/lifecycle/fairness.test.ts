import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { withClient } from "@claimcheck/database/testing/test-database";
import { beforeAll, expect, test } from "vitest";
import { attacks, attackWhile, caller } from "../support/attacks.ts";
import { app, startProcess } from "../support/process.ts";

const deploy = join(app, "../../deploy");
/** In MiB, of the container that the API runs in. */
let memoryLimit: number;

beforeAll(async () => {
  const build = spawn(process.execPath, [`${app}/build.mjs`], { stdio: "inherit" });
  expect(await once(build, "close")).toEqual([0, null]);
  const manifest = await readFile(join(deploy, "kubernetes/base/api.yaml"), "utf8");
  memoryLimit = Number(/limits: \{ memory: (\d+)Mi \}/.exec(manifest)?.[1]);
});

/** The most memory that a process has had, in MiB; only Linux says. */
async function peakMemory(pid: number | undefined): Promise<number> {
  if (process.platform !== "linux") return 0;
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) / 1024;
}

test.each(attacks)(
  "during $name another user's 50 requests all succeed, and memory stays within the limit of the deployment",
  async (attack) => {
    const api = await startProcess({ NODE_ENV: "production", RATE_LIMIT_USER: "1000000" }, "dist/server.js");
    const [eve, bob] = [await api.person("Eve"), await api.person("Bob")];
    for (const statement of attack.prepare ?? [])
      await withClient(api.database.ownerUrl, (client) => client.query(statement, [eve.uuid]));
    const [attacker, call] = [{ url: api.url, token: eve.token }, caller(api.url, bob.token)];
    const { statuses, answers } = await attackWhile(attack.name, attacker, call, 50);
    expect(statuses.length).toBeGreaterThanOrEqual(50);
    expect(statuses.filter((status) => status !== 200 && status !== 201)).toEqual([]);
    // The largest import may take longer than an answer may, on a slow machine.
    expect([...answers.keys()].filter((status) => ![200, 201, 409, 413, 422, 429, 503].includes(status))).toEqual([]);
    expect(await peakMemory(api.child.pid)).toBeLessThan(memoryLimit);
  },
);

test("every deployment gives the API the same memory", async () => {
  const compose = await readFile(join(deploy, "compose.production.yml"), "utf8");
  expect(/\n {2}api:\n(?: {4}.*\n)*? {4}mem_limit: (\d+)m\n/.exec(compose)?.[1]).toBe(String(memoryLimit));
});
