import { jwks } from "@claimcheck/database/schema/auth";
import type { Jwk, JwtOptions } from "better-auth/plugins/jwt";
import type { WebConfig } from "../config.ts";
import type { AuthDatabase } from "./database.ts";
import { lockKeys, presently, readKeys, type StoredKey, signingKey } from "./stored-keys.ts";

/** What makes a key pair of each algorithm. */
export const keyPairs = {
  EdDSA: { alg: "EdDSA", crv: "Ed25519" },
  ES256: { alg: "ES256" },
  RS256: { alg: "RS256", modulusLength: 2048 },
} as const;

/**
 * Better Auth's view of the keys: only the one that signs. Shown all of them, it would sign with the newest,
 * which verifiers haven't seen yet. It also makes a key whenever it finds none, in every process and request
 * that looks at the same time; here the first one wins and the others get the winner's.
 */
export function keyStore(
  db: AuthDatabase,
  { ACCESS_TOKEN_LIFE }: Pick<WebConfig, "ACCESS_TOKEN_LIFE">,
): NonNullable<JwtOptions["adapter"]> {
  return {
    getJwks: async () => {
      const current = signingKey(await readKeys(db, ACCESS_TOKEN_LIFE));
      return current ? [toJwk(current)] : [];
    },
    createJwk: (key) =>
      db.transaction(async (tx) => {
        await lockKeys(tx);
        const current = signingKey(await readKeys(tx, ACCESS_TOKEN_LIFE));
        if (current) return toJwk(current);
        const [created] = await tx
          .insert(jwks)
          .values({ ...key, id: crypto.randomUUID(), signsFrom: presently })
          .returning();
        if (!created) throw new Error("The signing key wasn't stored");
        return toJwk(created);
      }),
  };
}

function toJwk({ id, publicKey, privateKey, createdAt, alg, crv }: Omit<StoredKey, "state" | "endsAt">): Jwk {
  return {
    id,
    publicKey,
    privateKey,
    createdAt,
    ...(alg && { alg: alg as NonNullable<Jwk["alg"]> }),
    ...(crv && { crv: crv as NonNullable<Jwk["crv"]> }),
  };
}
