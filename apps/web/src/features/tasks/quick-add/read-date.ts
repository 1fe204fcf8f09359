import { parse } from "chrono-node/en";
import type { Clock, Due } from "../due-words.ts";
import { instantIn, offsetAt, wallOf } from "../zoned.ts";
import type { Found } from "./parse.ts";

/** What may stand before a date and goes with it. */
const leadIn = /(?:^|(?<=\s))(?:due:?|by|on|at|until)\s+$/i;
const afterDue = /(?:^|\s)due:?\s+(?:on\s+|by\s+|at\s+)?$/i;
/** Before these a day is part of a title: "the sun", "every friday". */
const article = /(?:^|\s)(?:a|an|the|my|our|your|this is|every|each)\s+$/i;
/** Alone at the start, these are dates; other single words there are titles: "sat phone", "Sunday roast". */
const dayWord = /^(?:today|tomorrow|tonight)$/i;

/**
 * The date in a text: one at its start or end, or behind "due". Anything else may well be part of the title ("The 9/11
 * Report"), as is a phrase that `isKept`. Days and times are those of the clock's zone.
 */
export function readDate(
  text: string,
  { now, timeZone }: Clock,
  isKept: (phrase: string) => boolean,
): (Found & { due: Due }) | undefined {
  const reference = { instant: now, timezone: offsetAt(now, timeZone) };
  for (const result of parse(text, reference, { forwardDate: true }).toReversed()) {
    const { index, text: phrase, start } = result;
    const before = text.slice(0, index);
    const after = text.slice(index + phrase.length);
    if (
      result.end ||
      isKept(phrase) ||
      !isDate(phrase, before, start) ||
      article.test(before) ||
      !/^(?:[\s:,]|$)/.test(after)
    )
      continue;
    const from = index - (leadIn.exec(before)?.[0].length ?? 0);
    const atEnd = after.trim() === "";
    const atStart =
      text.slice(0, from).trim() === "" &&
      (/\s|^.{10}$/.test(phrase.trim()) || dayWord.test(phrase) || /^[:,]/.test(after));
    if (!(atEnd || atStart || afterDue.test(before))) continue;
    const due = dueOf(start, timeZone);
    if (isPast(due, now, timeZone)) continue;
    const end = index + phrase.length + (/^[:,]/.test(after) ? 1 : 0);
    return { start: from, end, text: text.slice(from, end).trim(), phrase, due };
  }
  return undefined;
}

type Start = ReturnType<typeof parse>[number]["start"];

/** How a stretch of time says that it's one from now. */
const fromNow = /^(?:in|within|next)\s|^\+|\s(?:now|later|tomorrow)\b/i;

/**
 * Whether it names a day or a time; 5/12 is another day here than there, "may" and "last" are mostly no dates. "20 min"
 * is how long something takes, and "3:16" alone may be a verse: a time has "am", "at" or a day with it.
 */
function isDate(phrase: string, before: string, start: Start): boolean {
  if (/\d\/\d|^(?:now|last)\b/i.test(phrase)) return false;
  if (start.tags().has("result/relativeDate")) return fromNow.test(phrase);
  if (start.isCertain("day") || start.isCertain("weekday") || /^next\s/i.test(phrase)) return true;
  if (!start.isCertain("hour")) return false;
  return (
    /\d\s*[ap]\.?m/i.test(phrase) || (/:|noon|midnight/i.test(phrase) && (/^at\s/i.test(phrase) || leadIn.test(before)))
  );
}

/** A date, or with a time an instant. Read as calendar and clock, so that a change of the clocks between isn't in it. */
function dueOf(start: Start, timeZone: string): Due {
  const two = (part: "month" | "day" | "hour" | "minute") => String(start.get(part)).padStart(2, "0");
  const date = `${start.get("year")}-${two("month")}-${two("day")}`;
  if (!start.isCertain("hour")) return { dueOn: date, dueAt: null };
  const at = start.isCertain("timezoneOffset")
    ? start.date()
    : instantIn(timeZone, date, `${two("hour")}:${two("minute")}`);
  return { dueOn: null, dueAt: at.toISOString() };
}

function isPast({ dueOn, dueAt }: Due, now: Date, timeZone: string): boolean {
  return dueAt ? new Date(dueAt) < now : Boolean(dueOn && dueOn < wallOf(now, timeZone).date);
}
