import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

export type RoleUrls = { web: string; api: string };

/** The login roles of the two apps. The SQL migrations name them too. */
export const roleNames: RoleUrls = { web: "app_web", api: "app_api" };

/**
 * The URLs of the two apps' roles on the owner's database, with passwords derived from the owner's.
 * Throws one line when the owner's URL has no password to derive from.
 */
export function roleUrls(ownerUrl: string): RoleUrls {
  const { password } = new URL(ownerUrl);
  if (!password) {
    throw new Error(
      "DATABASE_URL has no password to derive the apps' own from: set WEB_DATABASE_URL and API_DATABASE_URL.",
    );
  }
  const urlOf = (name: string) => {
    const url = new URL(ownerUrl);
    url.username = name;
    url.password = createHmac("sha256", decodeURIComponent(password)).update(`claimcheck:${name}`).digest("base64url");
    return url.href;
  };
  return { web: urlOf(roleNames.web), api: urlOf(roleNames.api) };
}

/** A password as Postgres stores it (RFC 5803), so that the plain one is in no statement and no server log. */
export function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const rounds = 4096;
  const salted = pbkdf2Sync(password, salt, rounds, 32, "sha256");
  const key = (name: string) => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(key("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${rounds}:${salt.toString("base64")}$${stored}:${key("Server Key").toString("base64")}`;
}
