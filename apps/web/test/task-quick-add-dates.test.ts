import { describe, expect, test } from "vitest";
import { parseQuickAdd } from "../src/features/tasks/quick-add/parse.ts";
import { readDate } from "../src/features/tasks/quick-add/read-date.ts";
import { instantIn, wallOf } from "../src/features/tasks/zoned.ts";

const zones = ["Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata"];

/** Title and due, both as in the zone, of what was typed when its clocks showed `wall`: a Wednesday unless told. */
function read(text: string, wall = "2026-03-11 11:00", timeZone = "Europe/Berlin") {
  const clock = { now: instantIn(timeZone, wall.slice(0, 10), wall.slice(11)), timeZone };
  const { title, chips } = parseQuickAdd(text, { readDate: (rest, isKept) => readDate(rest, clock, isKept) });
  const due = chips.find((chip) => chip.kind === "due")?.due;
  if (!due?.dueAt) return { title, due: due?.dueOn };
  const { date, time } = wallOf(new Date(due.dueAt), timeZone);
  return { title, due: `${date} ${time}` };
}

describe.each(zones)("in %s", (zone) => {
  test.each(["00:05", "11:59", "12:06", "18:30", "23:55"])("a day is today's own all day long, at %s too", (time) => {
    const on = (text: string, date: string) => read(text, `${date} ${time}`, zone).due;
    expect(on("pay rent 13 march", "2026-03-13")).toBe("2026-03-13");
    expect(on("pay rent 12 march", "2026-03-13")).toBe("2027-03-12");
    expect(on("party 31 dec", "2026-12-31")).toBe("2026-12-31");
    expect(on("party 1 jan", "2026-12-31")).toBe("2027-01-01");
    expect(on("call fri", "2026-03-13")).toBe("2026-03-13");
    expect(on("call sat", "2026-03-13")).toBe("2026-03-14");
    expect(on("call thu", "2026-03-13")).toBe("2026-03-19");
    expect(on("call today", "2026-03-13")).toBe("2026-03-13");
    expect(on("call tomorrow", "2026-03-13")).toBe("2026-03-14");
  });

  test.each([
    ["fri 9am", "2026-03-20 09:00"],
    ["fri 5pm", "2026-03-13 17:00"],
    ["9am", "2026-03-14 09:00"],
    ["at 17:30", "2026-03-13 17:30"],
    ["13 march 5pm", "2026-03-13 17:00"],
    ["13 march 9am", "2027-03-13 09:00"],
    ["at 5 today", "2026-03-13 17:00"],
    ["today 9am", undefined],
    ["by midnight", "2026-03-14 00:00"],
    ["by midnight tonight", "2026-03-14 00:00"],
    ["sat midnight", "2026-03-15 00:00"],
  ])("on a friday at 14:00, %s is the next one", (phrase, due) => {
    expect(read(`x ${phrase}`, "2026-03-13 14:00", zone).due).toBe(due);
  });

  test.each([
    ["2026-01-31", "next month", "2026-02-28"],
    ["2026-01-31", "in a month", "2026-02-28"],
    ["2026-01-31", "in 3 months", "2026-04-30"],
    ["2026-01-31", "next month 9am", "2026-02-28 09:00"],
    ["2028-02-29", "next year", "2029-02-28"],
    ["2026-11-30", "next quarter", "2027-02-28"],
    ["2026-01-31", "in 2 months", "2026-03-31"],
    ["2026-01-15", "next month", "2026-02-15"],
    ["2026-01-31", "end of next month", "2026-02-28"],
  ])("on %s, %s is the last day of a shorter month", (date, phrase, due) => {
    for (const time of ["00:05", "23:55"]) expect(read(`x ${phrase}`, `${date} ${time}`, zone).due).toBe(due);
  });
});

const [thursday, friday] = ["2026-03-12", "2026-03-13"];

test.each([
  ["read chapter 12 tomorrow", "read chapter 12", thursday],
  ["watch Apollo 13 tonight", "watch Apollo 13", "2026-03-11"],
  ["fix bug 17 today", "fix bug 17", "2026-03-11"],
  ["pay $12 tomorrow", "pay $12", thursday],
  ["pay 12.50 tomorrow", "pay 12.50", thursday],
  ["pay €12.50 on friday", "pay €12.50", friday],
  ["review ABC-12 tomorrow", "review ABC-12", thursday],
  ["do part #10 tomorrow", "do part #10", thursday],
  ["upgrade to node 22 by friday", "upgrade to node 22", friday],
  ["release 2.0 fri", "release 2.0", friday],
  ["call 0800 10 10 10 tomorrow", "call 0800 10 10 10", thursday],
  ["read 1984 tomorrow", "read 1984", thursday],
  ["today 10 pushups", "10 pushups", "2026-03-11"],
  ["Ocean's 11 fri 8pm", "Ocean's 11", `${friday} 20:00`],
  ["review PR 12 at 17:00", "review PR 12", "2026-03-11 17:00"],
  ["watch 9 to 5 tonight", "watch 9 to 5", "2026-03-11"],
])("%s: a number of the title is no time", (text, title, due) => {
  expect(read(text)).toEqual({ title, due });
});

test.each([
  ["x fri 9am", `${friday} 09:00`],
  ["x tomorrow 17:30", `${thursday} 17:30`],
  ["x at 9 tomorrow", `${thursday} 09:00`],
  ["x 9:30 tomorrow", `${thursday} 09:30`],
  ["x at 9.30 tomorrow", `${thursday} 09:30`],
  ["x tomorrow 9.30", `${thursday} 09:30`],
  ["tomorrow 9.30 x", `${thursday} 09:30`],
  ["x fri 10", `${friday} 10:00`],
  ["9am x", `${thursday} 09:00`],
  ["x thu 3-4pm", `${thursday} 15:00`],
  ["x 15:00-16:00 thu", `${thursday} 15:00`],
  ["x fri 8pm-1am", `${friday} 20:00`],
])("%s: what is written as a time is one, and of two the first", (text, due) => {
  expect(read(text)).toEqual({ title: "x", due });
});

test.each([
  ["tomorrow 9am get milk", "get milk", `${thursday} 09:00`],
  ["tomorrow 9am art class", "art class", `${thursday} 09:00`],
  ["tomorrow 9am cat to the vet", "cat to the vet", `${thursday} 09:00`],
  ["tomorrow 9am PET scan", "PET scan", `${thursday} 09:00`],
  ["fri 9am eat out with Ann", "eat out with Ann", `${friday} 09:00`],
  ["call Bob 9am get tomorrow", "call Bob 9am get", thursday],
  ["in 2 hours GET milk", "GET milk", "2026-03-11 13:00"],
  ["call Bob tomorrow 9am EST", "call Bob", `${thursday} 15:00`],
  ["call Bob tomorrow 9am est", "call Bob", `${thursday} 15:00`],
  ["call Bob 9am EST tomorrow", "call Bob", `${thursday} 15:00`],
  ["call Bob tomorrow 9am (EST)", "call Bob", `${thursday} 15:00`],
  ["call Bob tomorrow 9am PT", "call Bob", `${thursday} 17:00`],
  ["call Bob tomorrow 9am UTC+2", "call Bob", `${thursday} 08:00`],
])("%s: only the zones that people name are time zones", (text, title, due) => {
  expect(read(text)).toEqual({ title, due });
});

test.each([
  "read https://blog.com/2026-12-05",
  "report-2026-12-05",
  "fix 2026-12-05.log",
  "read example.com/fri",
  "mail ann@fri.com",
  "call Ann mon or tue",
  "think about friday",
  "a week from friday",
  "pay 05.12.2026",
  "miss the 9am",
  "sat party at 8pm",
  "every monday standup at 9am",
  "x in 100000 years at 9am",
])("%s holds no date", (text) => {
  expect(read(text)).toEqual({ title: text, due: undefined });
});

test.each([
  ["ask about covid-19 tomorrow", "ask about covid-19", thursday],
  ["see https://x.com/2026-12-05 tomorrow", "see https://x.com/2026-12-05", thursday],
  ["finish report (due friday)", "finish report", friday],
  ["finish report [fri]", "finish report", friday],
  ["finish report due by friday", "finish report", friday],
  ["finish report before friday", "finish report", friday],
  ["prepare slides for friday", "prepare slides", friday],
  ["by friday send the invoice", "send the invoice", friday],
  ["call back after 5pm", "call back", "2026-03-11 17:00"],
  ["meet @ 5pm tomorrow", "meet", `${thursday} 17:00`],
  ["meet fri @ 5pm", "meet", `${friday} 17:00`],
  ["meet tues 5pm", "meet", "2026-03-17 17:00"],
  ["pay rent, tomorrow", "pay rent", thursday],
  ["pay rent - tomorrow", "pay rent", thursday],
  ["finish report by eod friday", "finish report", friday],
  ["tomorrow - pay rent", "pay rent", thursday],
  ["pay rent: tomorrow", "pay rent", thursday],
  ["pay rent tomorrow!", "pay rent", thursday],
  ["pay rent tomorrow.", "pay rent", thursday],
  ["pay rent tomorrow?", "pay rent", thursday],
  ["pay rent tomorrow, #home", "pay rent", thursday],
  ["pay rent on the 5th of may", "pay rent", "2026-05-05"],
  ["pay rent last day of the month", "pay rent", "2026-03-31"],
  ["call Ann day after tomorrow", "call Ann", friday],
  ["call Ann this evening", "call Ann", "2026-03-11"],
  ["call Ann on sunday afternoon", "call Ann", "2026-03-15"],
])("%s: words and links stay whole, and what leads to the date goes with it", (text, title, due) => {
  expect(read(text)).toEqual({ title, due });
});
