import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { chown, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Account, run } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { EmbeddedError } from "./error.ts";

export const superuser = "claimcheck_owner";
const major = "18";

/**
 * Makes the data folder at `home` unless there is one, with a random password in a file beside it.
 * Gives the password. Throws when what is there can't be used.
 */
export async function openData(
  home: string,
  account: Account,
  binaries: Binaries,
  throwaway: boolean,
): Promise<string> {
  const data = join(home, "data");
  const passwordFile = join(home, "password");
  if (!existsSync(data)) await createData(home, passwordFile, account, binaries, throwaway);
  else checkData(data, passwordFile, account);
  return readFileSync(passwordFile, "utf8").trim();
}

function checkData(data: string, passwordFile: string, account: Account): void {
  const mend = `move or delete ${data}, or set DATABASE_URL.`;
  if (process.getuid && statSync(data).uid !== (account?.uid ?? process.getuid())) {
    throw new EmbeddedError(`The data in ${data} belongs to another user: start as that user, or ${mend}`);
  }
  const version = join(data, "PG_VERSION");
  if (!existsSync(version)) {
    throw new EmbeddedError(`What is in ${data} isn't a Postgres data folder: ${mend}`);
  }
  const found = readFileSync(version, "utf8").trim();
  if (found !== major) {
    throw new EmbeddedError(`The data in ${data} is from Postgres ${found}, and this is Postgres ${major}: ${mend}`);
  }
  if (!existsSync(passwordFile)) {
    throw new EmbeddedError(`The password of ${data} is missing: put ${passwordFile} back, or ${mend}`);
  }
}

/** Made beside its place and then renamed, so that a start cut short leaves nothing half-made in it. */
async function createData(
  home: string,
  passwordFile: string,
  account: Account,
  binaries: Binaries,
  throwaway: boolean,
): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith("data.")) await rm(join(home, name), { recursive: true, force: true });
  }
  await writeFile(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  const half = join(home, `data.${randomBytes(4).toString("hex")}`);
  const { ok, output } = await run(
    binaries.initdb,
    [
      `--pgdata=${half}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
      ...(throwaway ? ["--no-sync"] : []),
    ],
    account,
  );
  if (!ok) {
    const reason = output.split("\n").find((line) => /error|fatal/i.test(line)) ?? output;
    throw new EmbeddedError(`Postgres can't make its data in ${home}: ${reason}`);
  }
  await rename(half, join(home, "data"));
}
