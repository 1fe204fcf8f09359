import { expect, test } from "vitest";
import { kindOf, launchersOf } from "../stack/launcher-watch.ts";
import { parsePs, parseStat, processInfo, stillRuns } from "../stack/processes.ts";

test.each([
  ["npm exec pnpm@12 dev", "launcher"],
  ["pnpm dev", "launcher"],
  ["/home/x/.npm/_npx/9c/node_modules/.bin/pnpm dev", "launcher"],
  ["node /usr/local/bin/npx pnpm@12 dev", "launcher"],
  ["/usr/bin/node /usr/lib/node_modules/npm/bin/npx-cli.js pnpm@12 dev", "launcher"],
  ["node /home/x/.cache/corepack/pnpm.cjs dev", "launcher"],
  ["C:\\tools\\pnpm.exe dev", "launcher"],
  ["sh -c 'pnpm' dev", "shell"],
  ["/bin/bash -c npx pnpm@12 dev", "shell"],
  ["-zsh", "shell"],
  ["node tools/run.mjs dev", "other"],
  ["/usr/bin/code --no-sandbox", "other"],
])("%s is a %s", (command, kind) => {
  expect(kindOf(command)).toBe(kind);
});

/** A row of processes, each the parent of the one before; the first has the id 100. */
function row(...commands: string[]) {
  return (pid: number) => {
    const command = commands[pid - 100];
    return command === undefined ? undefined : { parent: pid + 1, started: "", command };
  };
}

test("the launchers are all between us and the topmost package manager", () => {
  const look = row("node tools/run.mjs dev", "sh -c x", "pnpm dev", "sh -c pnpm", "npm exec", "bash", "xterm");
  expect(launchersOf(100, look)).toEqual([101, 102, 103, 104]);
});

test("without a package manager above us nobody launched us", () => {
  expect(launchersOf(100, row("node tools/run.mjs dev", "bash", "xterm"))).toEqual([]);
});

test("a package manager beyond another program isn't our launcher", () => {
  const look = row("node tools/run.mjs dev", "pnpm dev", "editor", "npm start");
  expect(launchersOf(100, look)).toEqual([101]);
});

test("/proc is read rightly, whatever a process calls itself", () => {
  const rest = `S 41 ${Array.from({ length: 17 }, () => "0").join(" ")} 777 0 0`;
  const info = { parent: 41, started: "777", command: "node a b" };
  expect(parseStat(`42 (od d) (x) ${rest}`, "node\0a\0b\0")).toEqual(info);
});

test("a process that only waits to be collected has ended", () => {
  expect(parseStat("42 (npm) Z 41 0 0", "")).toBeUndefined();
  expect(parsePs("   41 Z    Sat Nov 21 08:00:00 2026 (npm)")).toBeUndefined();
});

test("ps is read rightly", () => {
  const line = "   41 Ss   Sat Nov 21 08:00:00 2026 npm exec pnpm@12 dev\n";
  const started = "Sat Nov 21 08:00:00 2026";
  expect(parsePs(line)).toEqual({ parent: 41, started, command: "npm exec pnpm@12 dev" });
});

test("a process that lives still runs, one that never was does not", () => {
  const started = processInfo(process.pid)?.started;
  expect(stillRuns(process.pid, started)).toBe(true);
  expect(stillRuns(2 ** 22 + 1, started)).toBe(false);
});
