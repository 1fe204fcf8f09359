import { timeZone } from "@claimcheck/contract/fields";
import { isZone } from "@claimcheck/contract/plain";
import { afterEach, expect, test, vi } from "vitest";
import { browserZone } from "../src/lib/browser-zone.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test.each([
  ["Europe/Berlin", true],
  ["America/Argentina/Buenos_Aires", true],
  ["Etc/GMT+5", true],
  ["UTC", true],
  ["Etc/Unknown", false],
  ["+05:30", false],
  ["", false],
  ["Mars/Olympus", false],
  // Intl knows it, but nothing that counts days by it does.
  ["PST", false],
  [`A${"a".repeat(64)}`, false],
])("“%s” is a time zone for the browser as for the API: %s", (name, is) => {
  expect(isZone(name)).toBe(is);
  expect(timeZone.safeParse(name).success).toBe(is);
});

test.each([
  ["Pacific/Auckland", "Pacific/Auckland"],
  ["Etc/Unknown", undefined],
])("a browser that says “%s” has the zone %s, with Temporal and without", (name, zone) => {
  vi.spyOn(Temporal.Now, "timeZoneId").mockReturnValue(name);
  expect(browserZone()).toBe(zone);

  const options = new Intl.DateTimeFormat().resolvedOptions();
  vi.stubGlobal("Temporal", undefined);
  vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockReturnValue({ ...options, timeZone: name });
  expect(browserZone()).toBe(zone);
});
