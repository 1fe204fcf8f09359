import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { chmod, chown, mkdir, realpath, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Account, run } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { EmbeddedError } from "./error.ts";

/**
 * Where the data really goes: the wanted folder, or one elsewhere if Postgres' account can't get there,
 * as in a clone below /root. Creates it for the account alone.
 */
export async function placeFor(wanted: string, account: Account, binaries: Binaries) {
  const own = async (folder: string) => {
    await mkdir(folder, { recursive: true });
    const me = process.getuid?.() ?? 0;
    if (me !== 0 && (await stat(folder)).uid !== me) {
      throw new EmbeddedError(
        `The folder ${folder} belongs to another user: start as that user, or move or delete it.`,
      );
    }
    if (account) await chown(folder, account.uid, account.gid);
    await chmod(folder, 0o700);
    return folder;
  };
  await own(wanted);
  if (!account || (await canEnter(wanted, account, binaries))) return wanted;
  return own(await placeElsewhere(wanted));
}

/** Where data goes that can't be in the wanted folder, which must exist. */
export async function placeElsewhere(wanted: string): Promise<string> {
  return join(ownPlace(), `${basename(wanted)}-${await placeHash(wanted)}`);
}

async function canEnter(folder: string, account: Account, { pgCtl }: Binaries): Promise<boolean> {
  // Looks for a data folder there, as the account would; whether it finds one doesn't matter.
  const { output } = await run(pgCtl, ["status", "-D", folder], account);
  return !output.includes("could not access directory");
}

/** A short name for a folder, the same however one gets there. */
export async function placeHash(folder: string): Promise<string> {
  return createHash("sha256")
    .update(await realpath(folder))
    .digest("hex")
    .slice(0, 12);
}

/** A folder of root's that every account may enter and nobody else can write. */
export function ownPlace(): string {
  for (const base of ["/var/lib", tmpdir()]) {
    const place = join(base, "claimcheck");
    try {
      mkdirSync(place, { recursive: true });
      const { uid, mode } = lstatSync(place);
      // In a temporary folder anybody could have been there before.
      if (uid !== process.getuid?.() || !lstatSync(place).isDirectory()) continue;
      if ((mode & 0o777) !== 0o755) chmodSync(place, 0o755);
      return place;
    } catch {}
  }
  throw new EmbeddedError(
    "Postgres can't run as root here, and no folder for it can be made in /var/lib or the temporary folder: run as an ordinary user, or set DATABASE_URL.",
  );
}
