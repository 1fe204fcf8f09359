import { globSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort } from "@claimcheck/process/free-port";
import { keepChild } from "@claimcheck/process/keep";
import { expect, onTestFinished, test } from "vitest";
import { accountFor, postgresEnv, root, run } from "../src/embedded/account.ts";
import { waitUntilReady } from "../src/embedded/ready.ts";
import { migrate } from "../src/migrate.ts";
import { roleUrls } from "../src/roles.ts";

const [older] = globSync("/usr/lib/postgresql/{13,14,15,16,17}/bin/initdb");
if (!older && process.env.CI) throw new Error("CI needs a Postgres older than 18");
const lack = older ? "" : " (none is installed here)";

test.skipIf(!older)(`a Postgres older than 18 is told in one line${lack}`, async () => {
  const bin = dirname(older ?? "");
  const home = await mkdtemp(join(tmpdir(), "claimcheck-older-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const account = accountFor(join(home, "data"));
  if (account) await chown(home, account.uid, account.gid);
  const data = join(home, "data");
  const made = await run(join(bin, "initdb"), ["-D", data, "-U", "owner", "-A", "trust", "-N"], account);
  expect(made.ok, made.output).toBe(true);
  const port = await freePort();
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories="];
  const kept = keepChild({
    command: join(bin, "postgres"),
    args: ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    cwd: root,
    env: postgresEnv(),
    ...account,
    stopSignal: "SIGINT",
  });
  onTestFinished(() => kept.stop());
  const ownerUrl = `postgres://owner:any@127.0.0.1:${port}/product`;
  expect(await waitUntilReady(ownerUrl, kept)).toBe(true);
  const { web, api } = roleUrls(ownerUrl);
  await expect(migrate({ ownerUrl, webUrl: web, apiUrl: api })).rejects.toThrow(
    /^Postgres 1\d is too old: version 18 or newer is needed$/,
  );
});
