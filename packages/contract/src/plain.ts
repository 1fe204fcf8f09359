/*
 * What the browser runs of the contract beside the endpoints: without zod, which would be a large part of a page's script.
 */

export const longestZone = 64;
const zoneForm = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;

/**
 * Whether it's the IANA name of a time zone that days can be counted in here. Temporal, which counts them in the API,
 * knows fewer than Intl ("PST"); browsers that we serve may have only that.
 */
export function isZone(name: string): boolean {
  if (name.length > longestZone || !zoneForm.test(name)) return false;
  try {
    return Boolean(
      globalThis.Temporal ? Temporal.Now.plainDateISO(name) : new Intl.DateTimeFormat("en", { timeZone: name }),
    );
  } catch {
    return false;
  }
}

/** GET /v1/events sends something at least this often, if only a comment. */
export const heartbeatMs = 15_000;
