import { jwks } from "@claimcheck/database/schema/auth";
import { SettingsError } from "@claimcheck/process/settings";
import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { generateExportedKeyPair } from "better-auth/plugins/jwt";
import { eq, inArray, sql } from "drizzle-orm";
import type { WebConfig } from "../config.ts";
import type { Auth } from "./create-auth.ts";
import type { AuthDatabase } from "./database.ts";
import { keyPairs } from "./signing-key.ts";
import { type KeyDatabase, lockKeys, presently, readKeys, type StoredKey, signingKey } from "./stored-keys.ts";

export type KeyRing = ReturnType<typeof createKeyRing>;

/** The signing keys and their rotation: publish, sign after the lead, retire after the last token. */
export function createKeyRing(config: WebConfig, auth: Auth, db: AuthDatabase) {
  const read = (from: KeyDatabase = db) => readKeys(from, config.ACCESS_TOKEN_LIFE);
  const secrets = async () => (await auth.$context).secretConfig;

  /** Runs `work` while nobody else changes keys. */
  const locked = <T>(work: (tx: KeyDatabase, keys: StoredKey[]) => Promise<T>): Promise<T> =>
    db.transaction(async (tx) => {
      await lockKeys(tx);
      return work(tx, await read(tx));
    });

  /** Publishes a new key, which signs after `lead` seconds. */
  async function publish(tx: KeyDatabase, lead: number): Promise<void> {
    const keyPairConfig = keyPairs[config.JWT_ALG];
    const { publicWebKey, privateWebKey } = await generateExportedKeyPair({
      jwks: { keyPairConfig },
    });
    const key = await secrets();
    const data = JSON.stringify(privateWebKey);
    await tx.insert(jwks).values({
      id: crypto.randomUUID(),
      alg: keyPairConfig.alg,
      crv: publicWebKey.crv ?? null,
      publicKey: JSON.stringify(publicWebKey),
      privateKey: JSON.stringify(await symmetricEncrypt({ key, data })),
      createdAt: presently,
      signsFrom: sql`${presently} + make_interval(secs => ${lead})`,
    });
  }

  /** Whether the present secrets decrypt a key's private half. */
  async function readable({ privateKey }: StoredKey): Promise<boolean> {
    const key = await secrets();
    return symmetricDecrypt({ key, data: JSON.parse(privateKey) }).then(
      () => true,
      () => false,
    );
  }

  return {
    list: () => read(),
    readable,

    /** What verifiers are to see: RFC 7517 section 5, without keys whose tokens have all ended. */
    async publicKeys(): Promise<object[]> {
      let keys = await read();
      // The first start made one; this is for a database that was emptied since.
      if (keys.length === 0) {
        await this.step();
        keys = await read();
      }
      return keys
        .filter(({ state }) => state !== "retired")
        .map(({ id, alg, publicKey }) => ({
          ...JSON.parse(publicKey),
          alg: alg ?? "EdDSA",
          use: "sig",
          kid: id,
        }));
    },

    /** Publishes the next key, unless one waits already. Gives whether it did. */
    rotate: () =>
      locked(async (tx, keys) => {
        if (keys.some(({ state }) => state === "next")) return false;
        await publish(tx, signingKey(keys) ? config.KEY_ROTATION_LEAD : 0);
        return true;
      }),

    /**
     * Removes a key at once, for the day it is known to somebody: if it signs, the next one or a new one signs
     * from now on, before every verifier has seen it. Gives false when there is no such key.
     */
    retire: (kid: string) =>
      locked(async (tx, keys) => {
        const key = keys.find(({ id }) => id === kid);
        if (!key) return false;
        if (key.state === "signing") {
          const next = keys.findLast(({ state }) => state === "next");
          const takesOver = next && (await readable(next));
          if (takesOver) await tx.update(jwks).set({ signsFrom: presently }).where(eq(jwks.id, next.id));
          else await publish(tx, 0);
        }
        await tx.delete(jwks).where(eq(jwks.id, kid));
        return true;
      }),

    /**
     * The one step of rotation: removes what is retired, makes the first key, and publishes a next one when
     * the algorithm was changed or the interval is over. Safe at any time, from any process, any number of times.
     * Gives the ids of the keys it removed.
     */
    step: () =>
      locked(async (tx, keys) => {
        const retired = keys.filter(({ state }) => state === "retired").map(({ id }) => id);
        if (retired.length > 0) await tx.delete(jwks).where(inArray(jwks.id, retired));
        const [newest] = keys;
        if (!newest) await publish(tx, 0);
        else if (newest.state === "signing" && (otherAlgorithm(newest) || tooOld(newest))) {
          await publish(tx, config.KEY_ROTATION_LEAD);
        }
        return retired;
      }),

    /** Throws SettingsError when a key that signs or is to sign can't be decrypted. */
    async assertReadable(): Promise<void> {
      const inUse = (await read()).filter(({ state }) => state === "signing" || state === "next");
      for (const key of inUse) {
        if (await readable(key)) continue;
        throw new SettingsError([
          `BETTER_AUTH_SECRETS is wrong: none of its versions decrypts the signing key ${key.id}; put the old version back behind the new one, or run \`pnpm keys retire ${key.id}\`.`,
        ]);
      }
    },
  };

  function otherAlgorithm({ alg }: StoredKey): boolean {
    return (alg ?? "EdDSA") !== config.JWT_ALG;
  }

  function tooOld({ signsFrom }: StoredKey): boolean {
    const { KEY_ROTATION_INTERVAL: interval, KEY_ROTATION_LEAD: lead } = config;
    // The lead comes on top, so that a key signs for just about the interval.
    return interval !== undefined && Date.now() - signsFrom.getTime() >= Math.max(0, interval - lead) * 1000;
  }
}
