import { afterEach, describe, expect, test, vi } from "vitest";
import { dueWords } from "../src/features/tasks/due-words.ts";
import { addDays, daysFrom, instantIn, wallOf } from "../src/features/tasks/zoned.ts";

afterEach(() => void vi.unstubAllGlobals());

const clock = { now: new Date("2026-11-25T15:30:00Z"), timeZone: "Europe/Berlin" };
const on = (dueOn: string) => ({ dueOn, dueAt: null });
const at = (dueAt: string) => ({ dueOn: null, dueAt });

test.each([
  [on("2026-11-25"), "Today", false],
  [on("2026-11-24"), "Yesterday", true],
  [on("2026-11-22"), "3 days ago", true],
  [on("2026-11-01"), "1 Nov", true],
  [on("2025-11-01"), "1 Nov 2025", true],
  [on("2026-11-26"), "Tomorrow", false],
  [on("2026-11-29"), "Sunday", false],
  [on("2026-12-02"), "2 Dec", false],
  [on("2027-01-02"), "2 Jan 2027", false],
  [at("2026-11-26T08:00:00Z"), "Tomorrow 9:00", false],
  [at("2026-11-25T15:29:00Z"), "Today 16:29", true],
  [at("2026-11-25T23:30:00Z"), "Tomorrow 0:30", false],
])("%j is %s; over: %s", (due, text, over) => {
  expect(dueWords(due, clock)).toMatchObject({ text, over });
});

test("a date is the same day in every time zone, and what is today is that zone's", () => {
  for (const [timeZone, text] of [
    ["Pacific/Kiritimati", "Yesterday"],
    ["Europe/Berlin", "Today"],
    ["Pacific/Niue", "Today"],
  ] as const) {
    expect(dueWords(on("2026-11-25"), { ...clock, timeZone })?.text).toBe(text);
    expect(dueWords(on("2026-11-25"), { ...clock, timeZone })?.exact).toBe("Wednesday 25 November 2026");
  }
});

test("an instant says its day, time and zone on hover", () => {
  expect(dueWords(at("2026-11-26T08:00:00Z"), clock)).toMatchObject({
    exact: "Thursday 26 November 2026, 9:00 (Europe/Berlin)",
    dateTime: "2026-11-26T08:00:00Z",
  });
  expect(dueWords({ dueOn: null, dueAt: null }, clock)).toBeUndefined();
});

describe("clock times and instants", () => {
  test.each([
    ["Europe/Berlin", "2026-07-01", "09:00", "2026-07-01T07:00:00.000Z"],
    ["Europe/Berlin", "2026-12-01", "09:00", "2026-12-01T08:00:00.000Z"],
    // Skipped: 2:30 doesn't exist and becomes 3:30.
    ["Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30:00.000Z"],
    // Twice: the first time counts.
    ["Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30:00.000Z"],
    ["America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00.000Z"],
    ["Asia/Kathmandu", "2026-11-25", "00:00", "2026-11-24T18:15:00.000Z"],
    ["Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45:00.000Z"],
    ["Pacific/Kiritimati", "2026-11-25", "23:59", "2026-11-25T09:59:00.000Z"],
  ])("in %s, %s %s is %s", (timeZone, date, time, iso) => {
    expect(instantIn(timeZone, date, time).toISOString()).toBe(iso);
  });

  test("every hour of a year reads back as itself, where the clocks show it", () => {
    for (const timeZone of ["America/Sao_Paulo", "Africa/Casablanca", "Europe/Dublin"]) {
      for (let hour = 0; hour < 365 * 24; hour += 5) {
        const instant = new Date(Date.UTC(2026, 0, 1, hour));
        const { date, time } = wallOf(instant, timeZone);
        const back = wallOf(instantIn(timeZone, date, time), timeZone);
        expect(back).toEqual({ date, time });
      }
    }
  });

  test("a browser without Temporal shows the same clock times, whatever the zone", () => {
    const instants = Array.from({ length: 36 }, (_, month) => new Date(Date.UTC(2024, month, 28, month % 24, 30, 59)));
    const zones = Intl.supportedValuesOf("timeZone");
    const walls = () => zones.map((zone) => [zone, ...instants.map((instant) => wallOf(instant, zone))]);
    const withTemporal = walls();
    vi.stubGlobal("Temporal", undefined);
    expect(walls()).toEqual(withTemporal);
  });

  test("days are counted over months, leap days and changes of the clocks", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(daysFrom("2026-03-28", "2026-03-30")).toBe(2);
  });
});
