import { SettingsError } from "@claimcheck/process/settings";
import type { KeyRing } from "../apps/web/src/auth/key-ring.ts";
import { withIssuer } from "./stack/with-issuer.ts";
import { ToolError } from "./tool-error.ts";

const usage = "Usage: pnpm keys list | rotate | retire [KID]";

/** Lists, rotates and retires the issuer's signing keys, as the web app's own role. Gives the exit code. */
export async function main([command = "", ...rest]: string[]): Promise<number> {
  const [kid, ...more] = rest;
  const known = command === "list" || command === "rotate" ? kid === undefined : command === "retire";
  if (!known || more.length > 0) {
    console.error(usage);
    return 2;
  }
  return withIssuer(async ({ keys }) => {
    // Makes the first key where there is none yet, and removes what is due.
    const removed = await keys.step();
    for (const id of removed) console.log(`Retired ${id}: its last token has ended.`);
    if (command === "rotate") await rotate(keys);
    if (command === "retire" && kid) await retire(keys, kid);
    await list(keys);
    return 0;
  });
}

async function rotate(keys: KeyRing): Promise<void> {
  const published = await keys.rotate();
  const next = (await keys.list()).find(({ state }) => state === "next");
  if (!next) return;
  console.log(
    `${published ? "Published" : "Already waiting:"} ${next.id}, which signs from ${next.signsFrom.toISOString()}. Nothing else is to be done.`,
  );
}

async function retire(keys: KeyRing, kid: string): Promise<void> {
  if (!(await keys.retire(kid))) throw new ToolError(`There is no key ${kid}: see pnpm keys list.`);
  console.log(
    `Removed ${kid}. Its tokens are refused once each verifier has fetched the keys again (JWKS_REFRESH, and JWKS_MAX_AGE where a cache stands between).`,
  );
}

async function list(keys: KeyRing): Promise<void> {
  for (const key of await keys.list()) {
    const until = key.endsAt ? `, published until ${key.endsAt.toISOString()}` : "";
    const unreadable = (await keys.readable(key)) ? "" : ", can't be read with these secrets";
    console.log(
      `${key.id}  ${key.alg ?? "EdDSA"}  ${key.state}  signs from ${key.signsFrom.toISOString()}${until}${unreadable}`,
    );
  }
  await keys.assertReadable().catch((error: unknown) => {
    if (!(error instanceof SettingsError)) throw error;
    for (const line of error.lines) console.error(line);
  });
}
