import { createHash } from "node:crypto";
import { type Clock, type Moment, stopwatch } from "./clock.ts";

const maxEntries = 1000;

/**
 * Remembers what tokens were found good, so that a token's second use costs a hash and no signature
 * check. It holds hashes, never tokens; the least recently used entry makes room; everything is
 * dropped when the key set's generation changes. Its hash is no handle for revocation: an ES256
 * signature has a twin, so that one token can have two hashes.
 */
export function createVerifiedCache<T>({ ttlMs, clock }: { ttlMs: number; clock: Clock }) {
  const entries = new Map<string, { value: T; storedAt: Moment }>();
  const { moment, since } = stopwatch(clock);
  let current = 0;
  const hash = (token: string) => createHash("sha256").update(token).digest("base64");

  function enter(generation: number): boolean {
    if (generation > current) {
      entries.clear();
      current = generation;
    }
    return generation === current;
  }

  return {
    get(token: string, generation: number): T | undefined {
      if (!enter(generation)) return undefined;
      const key = hash(token);
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      if (since(entry.storedAt) >= ttlMs) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    /** Keeps nothing when the token was checked against a key set that has been replaced since. */
    put(token: string, generation: number, value: T): void {
      if (!enter(generation)) return;
      if (entries.size >= maxEntries) entries.delete(entries.keys().next().value as string);
      entries.set(hash(token), { value, storedAt: moment() });
    },
  };
}
