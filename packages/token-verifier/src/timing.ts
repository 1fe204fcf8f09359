/** How the keys are kept up to date; all in milliseconds. */
export const defaultTiming = {
  /** Older keys are fetched again in the background while requests go on with them. */
  refreshMs: 8 * 60_000,
  /** Older keys are only used when a fetch has just failed. */
  freshMs: 10 * 60_000,
  /** Older keys are never used. */
  staleMs: 60 * 60_000,
  /** An unknown key id leads to at most one fetch in this time. */
  unknownKidMs: 30_000,
  /** After a failed fetch, the wait before the next; it doubles with each failure up to the maximum. */
  backoffMs: 1_000,
  maxBackoffMs: 30_000,
  /** The time a fetch may take, body included. */
  fetchTimeoutMs: 3_000,
  /** How long a token that was found good needs no second signature check. */
  verifiedMs: 60_000,
};

export type Timing = typeof defaultTiming;
