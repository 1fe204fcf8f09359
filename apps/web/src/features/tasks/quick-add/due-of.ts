import type { Clock, Due } from "../due-words.ts";
import { instantIn, wallOf } from "../zoned.ts";
import type { DatePhrase } from "./date-phrases.ts";

/**
 * When a phrase says: a date, or with a time an instant. Of a weekday, a time or a day of the year it's the next one,
 * today's own until the day is over; nothing when that is past. Read as calendar and clock, so that a change of the
 * clocks between isn't in it.
 */
export function dueOf({ phrase, start }: DatePhrase, { now, timeZone }: Clock): Due | undefined {
  const today = wallOf(now, timeZone).date;
  const part = (name: Parameters<typeof start.get>[0]) => start.get(name) ?? 0;
  const step = stepOf(start);
  // The midnight of a day is at its end.
  const isMidnight = /midnight/i.test(phrase);
  const later = Number(/day after tomorrow/i.test(phrase)) + Number(isMidnight && step.days !== 1);
  // A month after the 31st is the last day of a shorter month, where chrono takes one from the next.
  const isOver =
    start.tags().has("result/relativeDate") && !start.isCertain("day") && part("day") !== Number(today.slice(8));
  for (let tries = 0; tries < 3; tries += 1) {
    const year = part("year") + tries * step.years;
    const day = isOver ? 0 : part("day") + later + tries * step.days;
    const hour = isMidnight ? 0 : part("hour") + tries * step.hours;
    if (year > 9999 || hour > 23) return undefined;
    const date = new Date(Date.UTC(year, part("month") - 1, day)).toISOString().slice(0, 10);
    if (!start.isCertain("hour")) {
      if (date >= today) return { dueOn: date, dueAt: null };
      continue;
    }
    const at = instantOf(start, date, `${two(hour)}:${two(part("minute"))}`, timeZone);
    if (at >= now) return { dueOn: null, dueAt: at.toISOString() };
  }
  return undefined;
}

type Start = DatePhrase["start"];

/** How much later the next one is. Of a time on a certain day it's in the afternoon: "at 5 today". */
function stepOf(start: Start) {
  const says = (...parts: Parameters<Start["isCertain"]>[0][]) => parts.some((part) => start.isCertain(part));
  if (says("year")) return { years: 0, days: 0, hours: says("meridiem") ? 0 : 12 };
  if (says("day", "month")) return { years: 1, days: 0, hours: 0 };
  return { years: 0, days: says("weekday") ? 7 : 1, hours: 0 };
}

function instantOf(start: Start, date: string, time: string, timeZone: string): Date {
  if (start.tags().has("result/relativeDateAndTime")) return start.date();
  const offset = start.get("timezoneOffset");
  const isOther = start.isCertain("timezoneOffset") && !Number.isNaN(offset);
  return isOther ? new Date(Date.parse(`${date}T${time}Z`) - Number(offset) * 60_000) : instantIn(timeZone, date, time);
}

const two = (value: number) => String(value).padStart(2, "0");
