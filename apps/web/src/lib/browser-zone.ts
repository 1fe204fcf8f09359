import { isZone } from "@claimcheck/contract/plain";

/** The browser's time zone; undefined where it has none that can be counted with, like Chrome's "Etc/Unknown". */
export function browserZone(): string | undefined {
  const timeZone = globalThis.Temporal?.Now.timeZoneId() ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return isZone(timeZone) ? timeZone : undefined;
}
