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
 * under a minute: at half of its life). Life is counted from `exp - iat` on the local monotonic clock,
 * so a wrong wall clock does no harm.
 * Takes how to fetch a token; what that throws reaches every caller that waits for it.
 */
export function createTokenStore(options: {
  fetchToken: () => Promise<string>;
  /** Monotonic milliseconds. */
  now?: () => number;
}): TokenStore {
  const { fetchToken, now = () => performance.now() } = options;
  let held: { token: string; renewAt: number } | undefined;
  let refresh: Promise<string> | undefined;

  function startRefresh(): Promise<string> {
    const asked = now();
    const mine: Promise<string> = fetchToken()
      .then((token) => {
        const life = lifeOf(token);
        const renewAt = asked + 1000 * (life - Math.min(renewBefore, life / 2));
        if (refresh === mine) held = { token, renewAt };
        return token;
      })
      .finally(() => {
        if (refresh === mine) refresh = undefined;
      });
    return mine;
  }

  return {
    async get(rejected) {
      if (held && held.token !== rejected && now() < held.renewAt) return held.token;
      refresh ??= startRefresh();
      return refresh;
    },
    clear() {
      held = undefined;
      refresh = undefined;
    },
  };
}
