import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type Clone, makeClone } from "./clone.ts";

// It asks for minutes where a machine is slow.
vi.setConfig({ testTimeout: 600_000 });

let clone: Clone;
beforeAll(async () => {
  clone = await makeClone();
});
// What a failed test leaves mustn't fail the next one too.
afterEach(() => {
  for (const { pid } of clone.processes()) process.kill(pid, "SIGKILL");
});
afterAll(() => clone.remove());

/** As CI asks on every system: does `pnpm dev` come up and go? */
async function devAnswers() {
  const child = spawn(process.execPath, [".ci/dev-answers.mjs"], {
    cwd: clone.folder,
    env: clone.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output, [status]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return { output, status };
}

test("CI's look at `pnpm dev` sees both apps answer and then nothing, and leaves nothing running", async () => {
  const { output, status } = await devAnswers();
  expect(output).toContain("Both apps answer.");
  expect(output).toContain("It has stopped, and nothing answers any more.");
  expect(status).toBe(0);
  expect(clone.processes()).toEqual([]);
});

test("CI's look at `pnpm dev` fails when it doesn't come up", async () => {
  const { port } = new URL(clone.apiUrl);
  const stranger = createServer((socket) => socket.destroy()).listen(Number(port), "127.0.0.1");
  const { output, status } = await devAnswers();
  stranger.close();
  expect(output).toContain("They didn't come up.");
  expect(status).toBe(1);
});
