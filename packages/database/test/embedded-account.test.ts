import { chmodSync } from "node:fs";
import { chmod, cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { accountFor, run } from "../src/embedded/account.ts";
import { installed, usable } from "../src/embedded/binaries.ts";
import { makeFolder, read, start, write } from "./support/home.ts";

const isRoot = process.getuid?.() === 0;

test("in a folder that only its owner may enter, it works; root's data is then kept elsewhere", async () => {
  const closed = await makeFolder();
  await chmod(closed, 0o700);
  const wanted = join(closed, "clone", ".data", "postgres");
  const first = await start(wanted);
  if (isRoot) {
    onTestFinished(() => rm(first.folder, { recursive: true, force: true }));
    expect(first.folder.startsWith(closed)).toBe(false);
  } else {
    expect(first.folder).toBe(wanted);
  }
  await write(first.ownerUrl, "Ada");
  await first.stop();
  const second = await start(wanted);
  expect(second.folder).toBe(first.folder);
  expect(await read(second.ownerUrl)).toEqual(["Ada"]);
});

test("two folders kept elsewhere don't mix", async () => {
  const closed = await makeFolder();
  const folders = [join(closed, "a", "postgres"), join(closed, "b", "postgres")];
  const running = await Promise.all(folders.map((folder) => start(folder)));
  const names = ["Ada", "Ben"];
  for (const [at, { ownerUrl, folder, stop }] of running.entries()) {
    onTestFinished(() => stop().then(() => rm(folder, { recursive: true, force: true })));
    await write(ownerUrl, names[at] ?? "");
  }
  for (const [at, { ownerUrl }] of running.entries()) {
    expect(await read(ownerUrl)).toEqual([names[at]]);
  }
});

test("programs that Postgres' account can't reach are copied to where it can; else they stay", async () => {
  const account = accountFor("nowhere");
  const { native } = await installed();
  const closed = await makeFolder();
  const hidden = join(closed, "native");
  await cp(native, hidden, { recursive: true, verbatimSymlinks: true });
  chmodSync(closed, 0o700);
  const { postgres } = await usable({ native: hidden, version: `test-${process.pid}` }, account);
  if (isRoot) {
    const copy = dirname(dirname(postgres));
    onTestFinished(() => rm(copy, { recursive: true, force: true }));
    expect(copy).toContain(`binaries-test-${process.pid}`);
  } else {
    expect(postgres.startsWith(hidden)).toBe(true);
  }
  expect(await run(postgres, ["--version"], account)).toEqual({
    ok: true,
    output: expect.stringMatching(/^postgres \(PostgreSQL\) 18\./),
  });
});

test("programs that run nowhere are told in one line that names the way out", async () => {
  const native = await makeFolder();
  await mkdir(join(native, "bin"));
  const version = `none-${process.pid}`;
  const attempt = usable({ native, version }, accountFor("nowhere"));
  await expect(attempt).rejects.toThrow(
    /^The embedded Postgres can't run on this system \(.*\): set DATABASE_URL to a Postgres 18 of yours\.$/,
  );
  if (isRoot) await rm(join("/var/lib/claimcheck", `binaries-${version}`), { recursive: true, force: true });
});
