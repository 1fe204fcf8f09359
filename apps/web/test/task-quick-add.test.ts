import { describe, expect, test } from "vitest";
import { parseQuickAdd, problemOf } from "../src/features/tasks/quick-add/parse.ts";
import { readDate } from "../src/features/tasks/quick-add/read-date.ts";

/** A Wednesday, half past four in the afternoon in Berlin. */
const clock = { now: new Date("2026-11-25T15:30:00Z"), timeZone: "Europe/Berlin" };

function read(text: string, { kept = [] as string[], at = clock } = {}) {
  const { title, chips } = parseQuickAdd(text, {
    readDate: (rest, isKept) => readDate(rest, at, isKept),
    kept: new Set(kept),
  });
  const due = chips.find((chip) => chip.kind === "due")?.due;
  return {
    title,
    due: due ? (due.dueOn ?? due.dueAt) : null,
    tags: chips.flatMap((chip) => (chip.kind === "tag" ? [chip.name] : [])),
    priority: chips.find((chip) => chip.kind === "priority")?.priority ?? null,
  };
}

const plain = (title: string) => ({ title, due: null, tags: [], priority: null });

test("a line says title, date with time, tag and priority", () => {
  expect(read("pay rent fri 9am #home !high")).toEqual({
    title: "pay rent",
    due: "2026-11-27T08:00:00.000Z",
    tags: ["home"],
    priority: "high",
  });
});

test.each([
  ["call Ann tomorrow", "call Ann", "2026-11-26"],
  ["tomorrow call Ann", "call Ann", "2026-11-26"],
  ["fri 9am call Ann", "call Ann", "2026-11-27T08:00:00.000Z"],
  ["sat: clean up", "clean up", "2026-11-28"],
  ["send it by friday", "send it", "2026-11-27"],
  ["due fri pay rent", "pay rent", "2026-11-27"],
  ["pay rent due fri to the landlord", "pay rent to the landlord", "2026-11-27"],
  ["plan trip in 3 days", "plan trip", "2026-11-28"],
  ["book flights next week", "book flights", "2026-12-02"],
  ["taxes 2026-12-05", "taxes", "2026-12-05"],
  ["taxes 5 Dec", "taxes", "2026-12-05"],
  ["standup 9am", "standup", "2026-11-26T08:00:00.000Z"],
  ["meet at 17:30", "meet", "2026-11-25T16:30:00.000Z"],
  ["lunch at noon", "lunch", "2026-11-26T11:00:00.000Z"],
  ["hand in by 17:30", "hand in", "2026-11-25T16:30:00.000Z"],
  ["meet tomorrow 17:30", "meet", "2026-11-26T16:30:00.000Z"],
  ["call back in 20 min", "call back", "2026-11-25T15:50:00.000Z"],
  ["plan trip 3 days from now", "plan trip", "2026-11-28"],
  ["call Bob the day after tomorrow at 9am", "call Bob", "2026-11-27T08:00:00.000Z"],
  ["water plants today #home", "water plants", "2026-11-25"],
])("%s: “%s”, due %s", (text, title, due) => {
  expect(read(text)).toMatchObject({ title, due });
});

test.each([
  "The 9/11 Report",
  "sat phone",
  "sun cream",
  "Sunday roast",
  "may the force be with you",
  "a walk in the sun",
  "read about the march",
  "water the plants every friday",
  "Version 2.10 notes",
  "do it now",
  "what happened 2 days ago",
  "last friday",
  "pay 5/12",
  "open mon-fri",
  "mail tomorrow.example about it",
  "C# and F#",
  "issue #12",
  "wow!high",
  "so !important",
  "nap 20 min",
  "20 min nap",
  "run for 2 hours",
  "wait a minute",
  "read John 3:16",
  "Luke 15:11 aloud",
  "chapter 3",
  "watch High Noon",
  `#${"a".repeat(41)}`,
])("%s is a title and nothing else", (text) => {
  expect(read(text)).toEqual(plain(text));
});

describe("a chip that is taken away leaves its words in the title", () => {
  test.each([
    ["pay rent fri 9am #home !high", "fri 9am", { title: "pay rent fri 9am", due: null, tags: ["home"] }],
    ["pay rent fri 9am #home !high", "#home", { title: "pay rent #home", tags: [], priority: "high" }],
    ["pay rent fri 9am #home !high", "!high", { title: "pay rent !high", tags: ["home"], priority: null }],
  ])("%s without %s", (text, kept, expected) => {
    expect(read(text, { kept: [kept] })).toMatchObject(expected);
  });
});

test.each([
  ["!1", "urgent"],
  ["!2", "high"],
  ["!3", "medium"],
  ["!4", "low"],
  ["!URGENT", "urgent"],
  ["!low", "low"],
])("%s is %s", (word, priority) => {
  expect(read(`x ${word}`)).toEqual({ ...plain("x"), priority });
});

test.each([
  ["x #Home #home #garden.", ["Home", "garden"]],
  ["x #home #home", ["home"]],
  ["x #a,#b", ["a", "b"]],
  ["x #a, #b,", ["a", "b"]],
  ["x #home!", ["home"]],
  ["#foo! x", ["foo"]],
  ["#foo: x", ["foo"]],
  ["x #cafe\u0301 #caf\u00e9", ["caf\u00e9"]],
])("%s: a tag stands once, and neither it nor what ends it is left in the title", (text, tags) => {
  expect(read(text)).toEqual({ ...plain("x"), tags });
});

test.each([
  ["x !high !low", "low"],
  ["!low x !high!", "high"],
])("%s: of two priorities the last counts, and neither is left in the title", (text, priority) => {
  expect(read(text)).toEqual({ ...plain("x"), priority });
});

test("of two priorities the first counts when the other’s chip was taken away", () => {
  expect(read("x !high !low", { kept: ["!low"] })).toEqual({ ...plain("x !low"), priority: "high" });
});

test("a tag as long as a tag may be is one, and a word with two # is none", () => {
  expect(read(`x #${"a".repeat(40)}`)).toEqual({ ...plain("x"), tags: ["a".repeat(40)] });
  expect(read("x #a#b")).toEqual(plain("x #a#b"));
});

test("controls and halves of characters, which nobody sees, reach neither title nor tag", () => {
  expect(read("a\u0000b\tc\ud83d #d\u0007e")).toEqual({ ...plain("a b c e"), tags: ["d"] });
});

test("what can’t be added is refused in words", () => {
  const why = (text: string) => problemOf(parseQuickAdd(text));
  const tags = Array.from({ length: 21 }, (_, at) => `#t${at}`);
  expect(why("#home")).toBe("Write what needs doing, too.");
  expect(why("x".repeat(201))).toBe("Write a title of at most 200 characters.");
  expect(why(`x ${tags.join(" ")}`)).toBe("Write at most 20 tags.");
  expect(why(`${"x".repeat(200)} ${tags.slice(1).join(" ")} ${tags[1]}`)).toBeUndefined();
});

test("times are those of the person's time zone, on either side of a change of the clocks", () => {
  const newYork = { now: new Date("2026-10-31T16:00:00Z"), timeZone: "America/New_York" };
  expect(read("x tomorrow 9am", { at: newYork }).due).toBe("2026-11-01T14:00:00.000Z");
  expect(read("x today 5pm", { at: newYork }).due).toBe("2026-10-31T21:00:00.000Z");
  const auckland = { now: new Date("2026-11-25T15:30:00Z"), timeZone: "Pacific/Auckland" };
  expect(read("x today", { at: auckland }).due).toBe("2026-11-26");
});

test("without the reader of dates, a date stays in the title", () => {
  expect(parseQuickAdd("pay rent fri #home").title).toBe("pay rent fri");
});
