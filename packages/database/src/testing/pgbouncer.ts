import { spawnSync } from "node:child_process";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@claimcheck/process/free-port";
import { keepChild } from "@claimcheck/process/keep";
import { accountFor, postgresEnv, root } from "../embedded/account.ts";
import { roleUrls } from "../roles.ts";

/** Debian's is in a folder that not everybody has in their PATH. */
const command = ["pgbouncer", "/usr/sbin/pgbouncer"].find((name) => spawnSync(name, ["--version"]).status === 0);

/** Why tests with it are skipped; undefined where it is installed. In CI that is a failure. */
export const noPgBouncer = command ? undefined : "PgBouncer isn't installed";
if (noPgBouncer && process.env.CI) throw new Error("CI needs pgbouncer");

/** PgBouncer in transaction mode on a free port, in front of every database of a server, for the apps' roles. */
export async function startPgBouncer(ownerUrl: string, poolSize = 20) {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "claimcheck-pgbouncer-"));
  const users = Object.values(roleUrls(ownerUrl)).map((url) => {
    const { username, password } = new URL(url);
    return `"${username}" "${password}"`;
  });
  const settings = {
    listen_addr: "127.0.0.1",
    listen_port: port,
    unix_socket_dir: "",
    auth_type: "scram-sha-256",
    auth_file: join(folder, "users.txt"),
    pool_mode: "transaction",
    default_pool_size: poolSize,
    max_client_conn: 500,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const databases = `[databases]\n* = host=127.0.0.1 port=${new URL(ownerUrl).port}`;
  await writeFile(join(folder, "users.txt"), users.join("\n"), { mode: 0o600 });
  await writeFile(join(folder, "pgbouncer.ini"), [databases, "[pgbouncer]", ...lines].join("\n"));
  // Like Postgres, it refuses to run as root.
  const account = accountFor(join(folder, "data"));
  if (account) {
    for (const path of [folder, join(folder, "users.txt")]) await chown(path, account.uid, account.gid);
  }
  const ready = Promise.withResolvers<void>();
  const said: string[] = [];
  const kept = keepChild({
    command: command ?? "",
    args: [join(folder, "pgbouncer.ini")],
    cwd: root,
    env: postgresEnv(),
    ...account,
    // At once: those who are connected don't count.
    stopSignal: "SIGTERM",
    onLine(line) {
      said.push(line);
      if (line.includes("process up")) ready.resolve();
    },
  });
  void kept.exited.then(() => ready.reject(new Error(`PgBouncer doesn't start:\n${said.join("\n")}`)));
  await ready.promise;
  return {
    port,
    async stop() {
      await kept.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
