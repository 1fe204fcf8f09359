import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Clone, makeClone } from "./clone.ts";

let clone: Clone;
beforeAll(async () => {
  clone = await makeClone();
});
afterAll(() => clone.remove());

/** As CI asks on every system: does `pnpm dev` come up and go? */
function devAnswers() {
  const script = path.join(clone.folder, ".ci", "dev-answers.mjs");
  return spawnSync(process.execPath, [script], { cwd: clone.folder, env: clone.env, encoding: "utf8" });
}

test("CI's look at `pnpm dev` sees both apps answer and then nothing, and leaves nothing running", () => {
  const { status, stdout, stderr } = devAnswers();
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toContain("Both apps answer.");
  expect(stdout).toContain("It has stopped, and nothing answers any more.");
  expect(clone.processes()).toEqual([]);
});

test("CI's look at `pnpm dev` fails at once when it doesn't come up", async () => {
  const stranger = createServer().listen(Number(new URL(clone.apiUrl).port), "127.0.0.1");
  const { status, stdout } = devAnswers();
  stranger.close();
  expect(status).toBe(1);
  expect(stdout).toContain("They didn't come up.");
});
