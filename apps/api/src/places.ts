import { ProblemError } from "./problem.ts";

/** Places of each user for one kind of work in this process. */
export type Places = {
  /** Takes a place and returns the function that frees it; undefined when all places of this user are taken. */
  take(userUuid: string): (() => void) | undefined;
  /** How many users have taken a place. */
  readonly users: number;
};

/** At most `max` places for each user. */
export function createPlaces(max: number): Places {
  const taken = new Map<string, number>();
  return {
    take(userUuid) {
      const before = taken.get(userUuid) ?? 0;
      if (before >= max) return undefined;
      taken.set(userUuid, before + 1);
      let free = false;
      return () => {
        if (free) return;
        free = true;
        const left = (taken.get(userUuid) ?? 1) - 1;
        if (left > 0) taken.set(userUuid, left);
        else taken.delete(userUuid);
      };
    },
    get users() {
      return taken.size;
    },
  };
}

/** For a user who has as many requests, or as much else, at the same time as one may. */
export function tooManyAtOnce(detail: string): ProblemError {
  return new ProblemError("too_many_requests", { detail, headers: { "retry-after": "2" } });
}
