/** One line of the diagnosis; `mend` says what to do when it isn't ok. */
export type Finding = {
  name: string;
  ok: boolean;
  found: string;
  mend?: string;
  /** Says of an ok that nothing was looked at. */
  state?: "by hand" | "not seen";
};

/** Runs a check that gives what it found, and throws an Error with what is wrong. */
export async function check(name: string, mend: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { name, ok: true, found: await look() };
  } catch (error) {
    return { name, ok: false, found: reason(error), mend };
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = (error.cause ?? error) as NodeJS.ErrnoException;
  return error.message === "fetch failed" ? `nothing answers (${code})` : error.message || `${code}`;
}

/** Seconds that two clocks may differ: the verifier's own tolerance. */
const tolerance = 5;

/** Throws when another clock is too far from this one; gives the difference in words. */
export function compareClock(other: Date): string {
  const seconds = Math.round((other.getTime() - Date.now()) / 1000);
  if (Math.abs(seconds) > tolerance) throw new Error(`its clock is ${seconds} s away from this one`);
  return `${Math.abs(seconds)} s apart`;
}
