import { type Clock, type Moment, never, stopwatch } from "./clock.ts";
import { KeysUnavailableError, TokenInvalidError } from "./errors.ts";
import type { KeySet, VerificationKey } from "./jwk.ts";
import { KeySetError, type KeySetReason } from "./key-set-error.ts";
import type { Timing } from "./timing.ts";

/** What happens to the keys, for logs and metrics. Nothing of a token is in it. */
export type KeyEvent =
  | { type: "keys_fetched"; generation: number; keyIds: readonly string[]; durationMs: number }
  | {
      type: "keys_fetch_failed";
      reason: KeySetReason;
      cause: unknown;
      failures: number;
      retryInMs: number;
    }
  /** Keys past their time are used because the issuer fails; told once for each failed fetch. */
  | { type: "keys_stale_used"; ageMs: number };

export type KeyCacheOptions = {
  load: (signal: AbortSignal) => Promise<KeySet>;
  timing: Timing;
  clock: Clock;
  onEvent: (event: KeyEvent) => void;
};

/**
 * Keeps the issuer's keys: one fetch at a time, refreshed before they grow old, still used for a while
 * when the issuer fails, and never asked for more often than the timing allows, whatever comes in.
 */
export function createKeyCache({ load, timing, clock, onEvent }: KeyCacheOptions) {
  let keys: KeySet | undefined;
  let generation = 0;
  let fetchedAt: Moment = never;
  let failures = 0;
  let failedAt: Moment = never;
  let retryInMs = 0;
  let lookedAgainAt: Moment = never;
  let staleTold = false;
  let inFlight: Promise<void> | undefined;
  let warming: NodeJS.Timeout | undefined;
  const closed = new AbortController();

  const { moment, since } = stopwatch(clock);
  const backoffLeft = () => (failures === 0 ? 0 : Math.max(0, retryInMs - since(failedAt)));

  function unavailable(waitMs: number): KeysUnavailableError {
    return new KeysUnavailableError(Math.max(1, Math.ceil(waitMs / 1000)));
  }

  async function fetchOnce(): Promise<void> {
    const startedAt = moment();
    staleTold = false;
    try {
      keys = await load(closed.signal);
      // Counted from the start: a key removed while the answer was on its way is old already.
      fetchedAt = startedAt;
      generation += 1;
      failures = 0;
      const keyIds = [...keys.keys()];
      onEvent({ type: "keys_fetched", generation, keyIds, durationMs: Math.round(since(startedAt)) });
    } catch (error) {
      failures += 1;
      failedAt = moment();
      const ceiling = Math.min(timing.maxBackoffMs, timing.backoffMs * 2 ** (failures - 1));
      // Jitter keeps many instances from asking a recovering issuer all at once.
      retryInMs = Math.round(ceiling * (0.5 + Math.random() / 2));
      const { reason, cause } = error instanceof KeySetError ? error : { reason: "unreachable" as const, cause: error };
      onEvent({ type: "keys_fetch_failed", reason, cause, failures, retryInMs });
    }
  }

  /** Fetches once for all who ask meanwhile. Never rejects. */
  function refresh(): Promise<void> {
    inFlight ??= fetchOnce().finally(() => {
      inFlight = undefined;
    });
    return inFlight;
  }

  /** Sees to it that the keys are young enough to use; gives their generation. Throws KeysUnavailableError. */
  async function ensure(): Promise<number> {
    if (keys && since(fetchedAt) < timing.refreshMs) return generation;
    const usable = () => keys !== undefined && since(fetchedAt) <= timing.staleMs;
    if (inFlight || backoffLeft() === 0) {
      const refreshed = refresh();
      // With a failure only just behind, nobody is kept waiting for the next one.
      const failedLately = failures > 0 && since(failedAt) <= 2 * timing.maxBackoffMs;
      const waitless = usable() && (since(fetchedAt) < timing.freshMs || failedLately);
      if (!waitless) await refreshed;
    }
    if (!keys || !usable()) throw unavailable(backoffLeft());
    if (since(fetchedAt) >= timing.freshMs && !staleTold) {
      staleTold = true;
      onEvent({ type: "keys_stale_used", ageMs: Math.round(since(fetchedAt)) });
    }
    return generation;
  }

  /** A key that isn't in the set yet may have been added since: looks again, but seldom. */
  async function find(kid: string): Promise<{ key: VerificationKey; generation: number }> {
    let key = keys?.get(kid);
    const waitMs = () => Math.max(backoffLeft(), timing.unknownKidMs - since(lookedAgainAt));
    if (!key && (inFlight || waitMs() <= 0)) {
      if (!inFlight) lookedAgainAt = moment();
      await refresh();
      key = keys?.get(kid);
    }
    if (key) return { key, generation };
    // Whether the issuer knows the key can't be told while it doesn't answer.
    throw failures > 0 ? unavailable(waitMs()) : new TokenInvalidError("kid_unknown");
  }

  /** Fetches the keys for the first time; after a failure goes on trying in the background. */
  async function warm(): Promise<void> {
    if (!keys) await refresh();
    if (keys || closed.signal.aborted) return;
    clearTimeout(warming);
    warming = setTimeout(warm, backoffLeft());
    warming.unref();
  }

  return {
    ensure,
    find,
    warm,
    get ready() {
      return keys !== undefined;
    },
    close(): void {
      clearTimeout(warming);
      closed.abort();
    },
  };
}
