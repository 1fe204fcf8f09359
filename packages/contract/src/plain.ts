/*
 * What the browser runs of the contract beside the endpoints: without zod, which would be half of a page's script.
 */

/** The form of a time zone's IANA name. */
export const zoneForm = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;
export const longestZone = 64;

/** GET /v1/events sends something at least this often, if only a comment. */
export const heartbeatMs = 15_000;
