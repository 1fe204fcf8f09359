import { randomBytes } from "node:crypto";
import { chmodSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { auditEvent, serviceUuid } from "@claimcheck/database/schema/audit";
import { jwks } from "@claimcheck/database/schema/auth";
import { versionedSecrets } from "@claimcheck/process/secrets";
import { loadEnv, readEnvFile, setLine } from "./stack/env-file.ts";
import { root } from "./stack/parts.ts";
import { withIssuer } from "./stack/with-issuer.ts";
import { ToolError } from "./tool-error.ts";

const name = "BETTER_AUTH_SECRETS";
const usage = "Usage: pnpm secret rotate | drop VERSION";

/**
 * `rotate` puts a fresh secret in front of those in `.env`; `drop` takes an old version out once no signing key
 * is encrypted under it. Prints no secret. Gives the exit code.
 */
export async function main([command, version, ...rest]: string[]): Promise<number> {
  const rotates = command === "rotate" && version === undefined;
  const drops = command === "drop" && /^\d+$/.test(version ?? "");
  if (!(rotates || drops) || rest.length > 0) {
    console.error(usage);
    return 2;
  }
  if (process.env[name]?.trim() || process.env.BETTER_AUTH_SECRET?.trim()) {
    throw new ToolError(
      `${name} is set in the shell, not in .env: put a fresh secret with the next version in front of it there.`,
    );
  }
  loadEnv(root, process.env);
  const file = path.join(root, ".env");
  const secrets = readSecrets(readEnvFile(file));
  const newest = Math.max(...secrets.map((one) => one.version)) + 1;
  if (drops) await assertUnused(Number(version), secrets);
  else await record(newest);
  const left = drops
    ? secrets.filter((one) => one.version !== Number(version))
    : [{ version: newest, value: randomBytes(32).toString("base64url") }, ...secrets];
  write(file, left.map((one) => `${one.version}:${one.value}`).join(","));
  if (drops) {
    console.log(`Dropped version ${version} from .env. Restart the web app.`);
    return 0;
  }
  console.log(
    `Version ${newest} is in .env, in front of ${secrets.map((one) => one.version).join(", ")}. Restart the web app: everybody signs in again, and signing keys stay readable. docs/keys-and-secrets.md says what is next.`,
  );
  return 0;
}

function readSecrets(text: string) {
  const { [name]: versioned, BETTER_AUTH_SECRET: plain } = parseEnv(text);
  const parsed = versionedSecrets({ about: "" }).schema.safeParse(versioned || `1:${plain ?? ""}`);
  if (!parsed.success) throw new ToolError(`${name} in .env is wrong: mend it first.`);
  return parsed.data;
}

/** Beside the file and then in its place, so that no crash leaves half a file. */
function write(file: string, value: string): void {
  const text = setLine(readEnvFile(file), name, value);
  const fresh = `${file}.new`;
  writeFileSync(fresh, text, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}

/** Better Auth writes the version that encrypted a key in front of it: `$ba$1$...`. */
async function assertUnused(version: number, secrets: { version: number }[]): Promise<void> {
  if (!secrets.some((one) => one.version === version)) {
    throw new ToolError(`There is no version ${version} in .env.`);
  }
  if (secrets[0]?.version === version) {
    throw new ToolError(`Version ${version} is in use: run pnpm secret rotate first.`);
  }
  await withIssuer(async ({ db }) => {
    const held = (await db.select().from(jwks)).find(({ privateKey }) =>
      String(JSON.parse(privateKey)).startsWith(`$ba$${version}$`),
    );
    if (!held) return;
    throw new ToolError(
      `The signing key ${held.id} is encrypted under version ${version}: run pnpm keys rotate, and drop it once that key is retired.`,
    );
  });
}

async function record(version: number): Promise<void> {
  const event = { userId: serviceUuid, kind: "secret_rotated" as const, detail: { version } };
  await withIssuer(({ db }) => db.insert(auditEvent).values(event));
}
