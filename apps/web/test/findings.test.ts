import { expect, it } from "vitest";
import { busiest, byDueDate, byUrgency, compared, due, pressing, weeks } from "../src/features/insights/findings.ts";

/** Fourteen days that end on this one; the counts are of the last of them. */
function days(last: string, counts: number[]) {
  return Array.from({ length: 14 }, (_, at) => {
    const date = new Date(Date.parse(last) - (13 - at) * 86_400_000).toISOString().slice(0, 10);
    return { date, count: counts[at - 14 + counts.length] ?? 0 };
  });
}

it.each([
  ["a Monday", "2026-11-23", [1, 2, 3, 4, 5, 6, 7, 8], { now: 8, before: 28 }],
  ["a Wednesday", "2026-11-25", [9, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4], { now: 9, before: 7 }],
  ["a Sunday", "2026-11-29", [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2], { now: 14, before: 7 }],
])("weeks begin on Monday: on %s", (_name, last, counts, expected) => {
  expect(weeks(days(last, counts))).toEqual(expected);
});

it("two weeks are compared in words", () => {
  expect(compared({ now: 5, before: 8 })).toBe("3 fewer than in the whole of last week");
  expect(compared({ now: 8, before: 5 })).toBe("3 more than in the whole of last week");
  expect(compared({ now: 2, before: 2 })).toBe("as many as in the whole of last week");
});

it("the busiest day is named, the later one of two", () => {
  expect(busiest(days("2026-11-25", [3, 0, 3]))).toBe(
    "6 tasks done in the last 14 days, most on Wednesday 25 November: 3.",
  );
  expect(busiest(days("2026-11-25", [1]))).toContain("1 task done");
  expect(busiest(days("2026-11-25", []))).toBe("Nothing was done in the last 14 days.");
});

it("the most urgent comes first, and what presses is said", () => {
  const open = { none: 3, low: 0, medium: 1, high: 2, urgent: 1 };
  expect(byUrgency(open).map(({ words, count }) => [words, count])).toEqual([
    ["Urgent", 1],
    ["High", 2],
    ["Medium", 1],
    ["Low", 0],
    ["No priority", 3],
  ]);
  expect(pressing(open)).toBe("7 tasks open, 3 of high or urgent priority.");
  expect(pressing({ none: 1, low: 0, medium: 0, high: 0, urgent: 0 })).toBe(
    "1 task open, none of high or urgent priority.",
  );
  expect(pressing({ none: 0, low: 0, medium: 0, high: 0, urgent: 0 })).toBe("Nothing is open.");
});

it("each open task counts once by when it is due, and what presses is said", () => {
  const stats = { byStatus: { todo: 6, doing: 1, done: 9 }, overdue: 2, dueSoon: 1 };
  expect(byDueDate(stats).map(({ words, count }) => [words, count])).toEqual([
    ["Overdue", 2],
    ["Due soon", 1],
    ["Later or no date", 4],
  ]);
  expect(due(stats)).toBe("7 tasks open, 2 overdue and 1 due within a week.");
  const calm = { byStatus: { todo: 1, doing: 0, done: 9 }, overdue: 0, dueSoon: 0 };
  expect(due(calm)).toBe("1 task open, none overdue and none due within a week.");
  expect(due({ ...calm, byStatus: { todo: 0, doing: 0, done: 9 } })).toBe("Nothing is open.");
});
