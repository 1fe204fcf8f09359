import { ApiError } from "./api-error.ts";
import { claimsOf } from "./claims.ts";

/** Renewed this long before the end, so that a request on its way doesn't arrive with a dead token. */
const renewBefore = 30;

export type TokenStore = {
  /** A token to send; `rejected` names one that the API refused and that must not be given again. */
  get(rejected?: string): Promise<string>;
  /** Forgets the token, also one that is still on its way. */
  clear(): void;
};

/** Seconds a token lives, by its own claims; 0 when it can't be read, so that it is used only once. */
function lifeOf(token: string): number {
  const { exp, iat } = claimsOf(token);
  return typeof exp === "number" && typeof iat === "number" ? exp - iat : 0;
}

/**
 * Keeps an access token in memory only: one refresh in flight, renewed 30 s before its end (a token of
 * under a minute: at half of its life). Its age is counted from when it was asked for, by the local clock that saw
 * more time pass: the monotonic one stands still while a laptop sleeps, the wall clock can be set back. What either
 * shows doesn't matter, so a wrong wall clock does no harm.
 * Takes how to fetch a token; what that throws reaches every caller that waits for it, and is thrown again without
 * asking for as long as an ApiError's `retryAfter` says.
 */
export function createTokenStore(options: {
  fetchToken: () => Promise<string>;
  /** Monotonic milliseconds. */
  now?: () => number;
  /** Milliseconds of the wall clock. */
  wall?: () => number;
}): TokenStore {
  const { fetchToken, now = () => performance.now(), wall = () => Date.now() } = options;
  let held: { token: string; isFresh: () => boolean } | undefined;
  let refusal: { error: ApiError; isFresh: () => boolean } | undefined;
  let refresh: Promise<string> | undefined;

  /** Starts a timer: whether fewer seconds than given have passed since then, by either clock. */
  function startTimer() {
    const [steady, shown] = [now(), wall()];
    return (seconds: number) => Math.max(now() - steady, wall() - shown) < 1000 * seconds;
  }

  function startRefresh(): Promise<string> {
    const isWithin = startTimer();
    const mine: Promise<string> = fetchToken()
      .then((token) => {
        const life = lifeOf(token);
        if (refresh === mine) held = { token, isFresh: () => isWithin(life - Math.min(renewBefore, life / 2)) };
        return token;
      })
      .catch((error) => {
        const wait = error instanceof ApiError && error.retryAfter;
        const isWaiting = startTimer();
        if (wait && refresh === mine) refusal = { error, isFresh: () => isWaiting(wait) };
        throw error;
      })
      .finally(() => {
        if (refresh === mine) refresh = undefined;
      });
    return mine;
  }

  return {
    async get(rejected) {
      if (held && held.token !== rejected && held.isFresh()) return held.token;
      if (refusal?.isFresh()) throw refusal.error;
      refusal = undefined;
      refresh ??= startRefresh();
      return refresh;
    },
    clear() {
      held = undefined;
      refusal = undefined;
      refresh = undefined;
    },
  };
}
