import { timeZone } from "@claimcheck/contract/fields";
import { isZone } from "@claimcheck/contract/plain";
import { expect, test, vi } from "vitest";
import { browserZone } from "../src/lib/browser-zone.ts";

test.each([
  ["Europe/Berlin", true],
  ["America/Argentina/Buenos_Aires", true],
  ["Etc/GMT+5", true],
  ["UTC", true],
  ["Etc/Unknown", false],
  ["+05:30", false],
  ["", false],
  ["Mars/Olympus", false],
  [`A${"a".repeat(64)}`, false],
])("“%s” is a time zone for the browser as for the API: %s", (name, is) => {
  expect(isZone(name)).toBe(is);
  expect(timeZone.safeParse(name).success).toBe(is);
});

test("a browser that doesn’t know its zone has none", () => {
  const options = new Intl.DateTimeFormat().resolvedOptions();
  const told = vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions");
  for (const [name, zone] of [
    ["Pacific/Auckland", "Pacific/Auckland"],
    ["Etc/Unknown", undefined],
  ] as const) {
    told.mockReturnValueOnce({ ...options, timeZone: name });
    expect(browserZone()).toBe(zone);
  }
  told.mockRestore();
});
