import { longestZone, zoneForm } from "@claimcheck/contract/plain";

/** Whether the API and this browser can count with a time zone of that name. */
export function isZone(name: string): boolean {
  try {
    return name.length <= longestZone && zoneForm.test(name) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

/** The browser's time zone; undefined where it has none that can be counted with, like Chrome's "Etc/Unknown". */
export function browserZone(): string | undefined {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return isZone(timeZone) ? timeZone : undefined;
}
