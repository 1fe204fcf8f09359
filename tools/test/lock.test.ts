import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { lockHolder, takeLock } from "../stack/lock.ts";
import { ToolError } from "../tool-error.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "claimcheck-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

test("a second start in the same folder is told in one line which process to stop", async () => {
  const lock = await takeLock(folder);
  const second = takeLock(folder);
  await expect(second).rejects.toThrow(ToolError);
  await expect(second).rejects.toThrow(new RegExp(`already runs .*process ${process.pid}`));
  lock.release();
});

test("whoever waits for one that is ending gets the lock as soon as it is released", async () => {
  const lock = await takeLock(folder);
  lock.markEnding();
  const second = takeLock(folder);
  lock.release();
  expect((await second).leftover).toBe(false);
});

test("the lock of a process that was killed is taken over", async () => {
  const killed = spawn(process.execPath, ["--eval", ""]);
  await once(killed, "exit");
  writeFileSync(path.join(folder, "lock"), JSON.stringify({ pid: killed.pid, started: "1" }));
  expect(lockHolder(folder)).toBeUndefined();
  const lock = await takeLock(folder);
  expect(lock.leftover).toBe(true);
  lock.release();
});

test("a process with the id of one that was killed doesn't hold its lock", () => {
  writeFileSync(path.join(folder, "lock"), JSON.stringify({ pid: process.pid, started: "long ago" }));
  expect(lockHolder(folder)).toBeUndefined();
});

test("the lock is for its owner's eyes, tells where the database is, and leaves nothing behind", async () => {
  const lock = await takeLock(folder);
  lock.share("postgres://owner@localhost/claimcheck");
  expect(lockHolder(folder)?.ownerUrl).toBe("postgres://owner@localhost/claimcheck");
  expect(statSync(path.join(folder, "lock")).mode & 0o777).toBe(0o600);
  lock.markEnding();
  expect(readFileSync(path.join(folder, "lock"), "utf8")).not.toContain("postgres://");
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});
