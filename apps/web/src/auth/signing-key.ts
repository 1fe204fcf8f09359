import { jwks } from "@claimcheck/database/schema/auth";
import type { Jwk, JwtOptions } from "better-auth/plugins/jwt";
import { desc, gt, isNull, or, sql } from "drizzle-orm";
import type { AuthDatabase } from "./database.ts";

const live = or(isNull(jwks.expiresAt), gt(jwks.expiresAt, sql`now()`));

/** More keys than any rotation keeps; a verifier doesn't read more either. */
const maxKeys = 32;

/**
 * Where the signing keys are kept. Better Auth makes a key when it finds none, in every process and
 * request that looks at the same time; here the first one wins and the others get the winner's.
 */
export function keyStore(db: AuthDatabase): NonNullable<JwtOptions["adapter"]> {
  return {
    getJwks: async () => {
      const rows = await db.select().from(jwks).orderBy(desc(jwks.createdAt)).limit(maxKeys);
      return rows.map(toJwk);
    },
    createJwk: (key) =>
      db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(hashtext('claimcheck:signing-key'))`);
        const [current] = await tx
          .select()
          .from(jwks)
          .where(live)
          .orderBy(desc(jwks.createdAt))
          .limit(1);
        if (current) return toJwk(current);
        const [created] = await tx
          .insert(jwks)
          .values({ ...key, id: crypto.randomUUID() })
          .returning();
        if (!created) throw new Error("The signing key wasn't stored");
        return toJwk(created);
      }),
  };
}

function toJwk({ expiresAt, alg, crv, ...row }: typeof jwks.$inferSelect): Jwk {
  return {
    ...row,
    ...(expiresAt && { expiresAt }),
    ...(alg && { alg: alg as NonNullable<Jwk["alg"]> }),
    ...(crv && { crv: crv as NonNullable<Jwk["crv"]> }),
  };
}
