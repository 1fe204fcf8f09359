import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { roleUrls } from "../roles.ts";

/**
 * Makes the secrets of a stack of containers on its first start, and keeps them afterwards. `folder` has a volume for
 * each container, which is given that one only; `url` names the database as its owner, without a password.
 */
function makeSecrets(folder: string, url: string): void {
  const place = (owner: string, name: string) => {
    mkdirSync(path.join(folder, owner), { recursive: true });
    return path.join(folder, owner, name);
  };
  // Postgres runs as an account of its own and must read what we write; others aren't given its volume.
  const password = kept(place("postgres", "password"), () => random(), 0o444);
  kept(place("web", "BETTER_AUTH_SECRETS"), () => `1:${random()}`);

  const owner = new URL(url);
  owner.password = password;
  const roles = roleUrls(owner.href);
  // These follow from the password, so that they agree whichever volume was lost.
  for (const [file, text] of [
    [place("migrate", "DATABASE_URL"), owner.href],
    [place("web", "WEB_DATABASE_URL"), roles.web],
    [place("api", "API_DATABASE_URL"), roles.api],
  ] as const) {
    rmSync(file, { force: true });
    writeFileSync(file, text, { mode: 0o400 });
  }
}

/** What a file holds; written with something fresh if there is none. A half-written file never has its name. */
function kept(file: string, make: () => string, mode = 0o400): string {
  const draft = `${file}.${random()}`;
  try {
    writeFileSync(draft, make(), { mode, flush: true });
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, "utf8");
}

/** 256 bits, in letters that need no quoting. */
function random(): string {
  return randomBytes(32).toString("base64url");
}

const [folder, url] = process.argv.slice(2);
if (folder && url) makeSecrets(folder, url);
else throw new Error("usage: secrets FOLDER OWNER_URL");
