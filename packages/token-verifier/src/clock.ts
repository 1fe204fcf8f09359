/** `now`: milliseconds since 1970, which can be set. `monotonic`: milliseconds that only ever grow. */
export type Clock = { now: () => number; monotonic: () => number };

export type Moment = { readonly wall: number; readonly steady: number };

export const never: Moment = { wall: Number.NEGATIVE_INFINITY, steady: Number.NEGATIVE_INFINITY };

/**
 * Measures time that passed, by the clock that saw more of it: the wall clock may be set back, and the steady
 * one stands still while a machine sleeps. Neither may make a key or a remembered token last longer.
 */
export function stopwatch({ now, monotonic }: Clock) {
  return {
    moment: (): Moment => ({ wall: now(), steady: monotonic() }),
    since: ({ wall, steady }: Moment): number => Math.max(now() - wall, monotonic() - steady),
  };
}
