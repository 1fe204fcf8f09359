import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { keepChild } from "../src/keep.ts";
import { rollCall } from "./roll-call.ts";

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}.ts`, import.meta.url));
const posix = process.platform !== "win32";

function keepNode(args: readonly string[], more: Partial<Parameters<typeof keepChild>[0]> = {}) {
  const lines: string[] = [];
  const kept = keepChild({
    command: process.execPath,
    args,
    cwd: import.meta.dirname,
    env: {},
    onLine: (line) => lines.push(line),
    ...more,
  });
  return { kept, lines };
}

test("a child's lines and its exit code reach the supervisor", async () => {
  const { kept, lines } = keepNode(["-e", "console.log('one\\ntwo'); console.error('three'); process.exitCode = 7"]);
  expect(await kept.exited).toEqual({ code: 7, signal: null });
  expect(lines.sort()).toEqual(["one", "three", "two"]);
});

test("a child gets the environment it is given and nothing else", async () => {
  process.env.OF_THE_SUPERVISOR = "1";
  const { kept, lines } = keepNode(["-p", "Object.keys(process.env).join()"], {
    env: { GIVEN: "1" },
  });
  await kept.exited;
  delete process.env.OF_THE_SUPERVISOR;
  expect(lines.join().split(",")).toContain("GIVEN");
  expect(lines.join()).not.toMatch(/OF_THE_SUPERVISOR|NODE_CHANNEL_FD/);
});

test("a command that can't be run ends with code 127 and a line that says why", async () => {
  const { kept, lines } = keepNode([], { command: "no-such-command" });
  expect(await kept.exited).toEqual({ code: 127, signal: null });
  expect(lines).toEqual(["spawn no-such-command ENOENT"]);
});

test("stop asks the child to end, ends what it started, and resolves when all are gone", async () => {
  await using roll = await rollCall();
  const { kept } = keepNode([fixture("present"), String(roll.port), "child", "polite", "grandchild"]);
  await Promise.all([roll.here("child"), roll.here("grandchild")]);
  await kept.stop();
  expect(await kept.exited).toEqual(posix ? { code: 3, signal: null } : expect.anything());
  await Promise.all([roll.gone("child"), roll.gone("grandchild")]);
  await kept.stop();
});

test("a child that ignores the stop signal is killed after the grace", async () => {
  await using roll = await rollCall();
  const { kept } = keepNode([fixture("present"), String(roll.port), "child", "stubborn"], {
    graceMs: 50,
  });
  await roll.here("child");
  await kept.stop();
  expect(await kept.exited).toEqual({ code: null, signal: "SIGKILL" });
});

test("kill -9 of the supervisor leaves neither child nor grandchild", async () => {
  await using roll = await rollCall();
  const supervisor = spawn(process.execPath, [fixture("supervisor"), String(roll.port)]);
  await Promise.all([roll.here("child"), roll.here("grandchild")]);
  supervisor.kill("SIGKILL");
  await Promise.all([roll.gone("child"), roll.gone("grandchild")]);
});

test("kill -9 of the keeper leaves no child either, and the supervisor is told", async () => {
  await using roll = await rollCall();
  const { kept } = keepNode([fixture("present"), String(roll.port), "child", "stubborn"]);
  await roll.here("child");
  process.kill(kept.pid, "SIGKILL");
  expect(await kept.exited).toEqual({ code: null, signal: "SIGKILL" });
  await roll.gone("child");
});
