import { execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { parse } from "node:path";
import { EmbeddedError } from "./error.ts";

/** Whom Postgres runs as; undefined: as ourselves. */
export type Account = { uid: number; gid: number } | undefined;

/**
 * Postgres refuses to run as root. Then it runs as the owner of the data there is, else as the system's
 * `postgres`, else as `nobody` (initdb wants an account that /etc/passwd knows).
 */
export function accountFor(data: string): Account {
  if (process.getuid?.() !== 0) return undefined;
  const held = statSync(data, { throwIfNoEntry: false });
  if (held && held.uid !== 0) return { uid: held.uid, gid: held.gid };
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new EmbeddedError(
    "Postgres refuses to run as root, and there is no user postgres or nobody: run as an ordinary user, or set DATABASE_URL.",
  );
}

/** A folder that every account may be in. */
export const root = parse(process.cwd()).root;

/** The environment of Postgres' programs: messages in English, times in UTC, none of our settings. */
export function postgresEnv(): Record<string, string> {
  const { PATH, SystemRoot, TEMP } = process.env;
  return {
    LC_ALL: "C",
    TZ: "UTC",
    HOME: root,
    ...(PATH && { PATH }),
    ...(SystemRoot && { SystemRoot }),
    ...(TEMP && { TEMP }),
  };
}

/** Runs one of Postgres' programs to its end. Never rejects: `ok` is whether it could run and liked what it saw. */
export async function run(
  command: string,
  args: readonly string[],
  account: Account,
): Promise<{ ok: boolean; output: string }> {
  const { promise, resolve } = Promise.withResolvers<{ ok: boolean; output: string }>();
  execFile(command, args, { cwd: root, env: postgresEnv(), windowsHide: true, ...account }, (error, stdout, stderr) =>
    resolve({ ok: !error, output: (stdout + stderr).trim() || (error?.message ?? "") }),
  );
  return promise;
}
