import { mkdir } from "node:fs/promises";
import { platform } from "node:os";
import { join, resolve } from "node:path";
import { freePort, portTaken } from "@claimcheck/process/free-port";
import { type Exit, keepChild } from "@claimcheck/process/keep";
import { type Account, accountFor, postgresEnv, root, run } from "./account.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { openData, superuser } from "./data.ts";
import { EmbeddedError } from "./error.ts";
import { lockFolder } from "./lock.ts";
import { placeFor } from "./place.ts";
import { stopLeftover } from "./postmaster.ts";
import { waitUntilReady } from "./ready.ts";

export type Embedded = {
  /** The owner's URL: a superuser of this server, on the database `claimcheck`. */
  readonly ownerUrl: string;
  /** Where the data really is. */
  readonly folder: string;
  /** Resolves when Postgres ends, asked to or not. */
  readonly exited: Promise<Exit>;
  stop(): Promise<void>;
};

type Options = {
  /** Where to keep the data; elsewhere if Postgres can't get there. */
  folder: string;
  /** A free one if unset. */
  port?: number | undefined;
  log?: ((line: string) => void) | undefined;
  /** For tests: faster, and a crash of the machine may lose the data. */
  throwaway?: boolean;
};

/**
 * Starts a Postgres of the embedded binaries on 127.0.0.1 that can't outlive this process.
 * Gives it once it takes connections. Throws EmbeddedError with one line that says what to do.
 */
export async function startEmbedded({ folder, ...options }: Options): Promise<Embedded> {
  const wanted = resolve(folder);
  let release = () => {};
  try {
    await mkdir(wanted, { recursive: true });
    release = await lockFolder(wanted);
    return await start(wanted, options, release);
  } catch (error) {
    release();
    const { code, path } = error as NodeJS.ErrnoException;
    if (error instanceof EmbeddedError || !code || !path) throw error;
    throw new EmbeddedError(
      `The database folder ${wanted} can't be used (${code} at ${path}): run as its owner, or set DATABASE_URL.`,
    );
  }
}

async function start(wanted: string, options: Omit<Options, "folder">, release: () => void) {
  const throwaway = options.throwaway ?? false;
  const account = accountFor(join(wanted, "data"));
  const binaries = await findBinaries(account);
  const home = await placeFor(wanted, account, binaries);
  const data = join(home, "data");
  await stopLeftover(data, account, binaries);
  const password = await openData(home, account, binaries, throwaway);

  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const taken = new EmbeddedError(
      `Port ${port} is in use by another program: stop that one, or set EMBEDDED_POSTGRES_PORT to another port.`,
    );
    if (await portTaken(port, "127.0.0.1")) throw taken;

    const lines: string[] = [];
    const kept = keepChild({
      command: binaries.postgres,
      args: ["-D", data, ...settings(port, throwaway)],
      cwd: root,
      env: postgresEnv(),
      ...account,
      // Fast shutdown.
      stopSignal: "SIGINT",
      graceMs: 4000,
      onLine(line) {
        if (lines.push(line) > 20) lines.shift();
        options.log?.(line);
      },
    });
    const ownerUrl = `postgres://${superuser}:${password}@127.0.0.1:${port}/claimcheck`;
    if (await waitUntilReady(ownerUrl, kept)) {
      void kept.exited.then(release);
      return {
        ownerUrl,
        folder: home,
        exited: kept.exited,
        async stop() {
          if (platform() === "win32") await stopOnWindows(data, account, binaries);
          await kept.stop();
        },
      };
    }
    const said = lines.join("\n");
    // Somebody took the free port, or processes of a killed Postgres are about to end.
    const passing = options.port === undefined && said.includes("Address already in use");
    if (attempt < 5 && (passing || said.includes("still in use"))) continue;
    if (said.includes("Address already in use")) throw taken;
    const last = lines.find((line) => line.includes("FATAL:")) ?? lines.at(-1) ?? "it says nothing";
    const reason = last.replace(/^.*FATAL: +/, "");
    throw new EmbeddedError(`Postgres doesn't start on ${data}: ${reason}`);
  }
}

function stopOnWindows(data: string, account: Account, { pgCtl }: Binaries) {
  return run(pgCtl, ["stop", "-D", data, "-m", "fast"], account);
}

function settings(port: number, throwaway: boolean): string[] {
  const all = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    timezone: "UTC",
    max_connections: 200,
    // What people write mustn't end up in a log.
    log_error_verbosity: "terse",
    log_min_error_statement: "panic",
    ...(throwaway && { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
