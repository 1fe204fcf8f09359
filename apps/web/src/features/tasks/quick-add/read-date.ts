import type { Clock, Due } from "../due-words.ts";
import { type DatePhrase, datePhrases } from "./date-phrases.ts";
import { dueOf } from "./due-of.ts";
import type { Found } from "./parse.ts";

/** What may stand before a date and goes with it. */
const leadIn =
  /(?:^|(?<=[\s([]))(due:?\s+)?(?:(?:by|on|at|until|till|before|after|for|from|around|(?:this )?coming|@|(?:by )?(?:eod|cob|end of day))\s+)?(?:the\s+)?$/i;
/** Before these a day is part of a title: "the sun", "every friday", "mon or tue", "a week from friday". */
const article =
  /(?:^|\s)(?:a|an|the|my|our|your|this is|every|each|or|and|not|of|about|a week|a fortnight|(?:day|week|month)s? (?:from|after|before))\s+$/i;
const ordinal = /^\d+(?:st|nd|rd|th)\b/i;
/** Alone at the start, these are dates; other single words there are titles: "sat phone", "Sunday roast". */
const dayWord = /^(?:today|tomorrow|tonight|\d[\d:.]*[ap]m)$/i;

/**
 * The date in a text: one at its start or end, or behind "due". Anything else may well be part of the title ("The 9/11
 * Report"), as is a phrase that `isKept`. Days and times are those of the clock's zone.
 */
export function readDate(
  text: string,
  clock: Clock,
  isKept: (phrase: string) => boolean,
): (Found & { due: Due }) | undefined {
  const all = datePhrases(text, clock);
  for (const found of all.toReversed()) {
    const { index, phrase } = found;
    const before = text.slice(0, index);
    const { 0: lead = "", 1: due } = leadIn.exec(before) ?? [];
    const place = placeOf(text, index - lead.length, index + phrase.length);
    if (!place || isKept(phrase) || !isDate(found, lead)) continue;
    if (article.test(ordinal.test(phrase) ? text.slice(0, index - lead.length) : before)) continue;
    // Whose time it is, where a day is named elsewhere, nobody knows: "sat party at 8pm".
    if (!hasDay(found) && all.some(hasDay)) continue;
    const { start, end, mark } = place;
    const atEnd = text.slice(end).trim() === "";
    const atStart =
      text.slice(0, start).trim() === "" && (/\s|^.{10}$/.test(phrase) || dayWord.test(phrase) || !!lead || !!mark);
    if (!(atEnd || atStart || due)) continue;
    const when = dueOf(found, clock);
    if (when) return { start, end, text: text.slice(start, end).trim(), phrase, due: when };
  }
  return undefined;
}

/** A date's place with the marks around it that would be left over; nothing when it's cut out of a word or brackets. */
function placeOf(text: string, from: number, to: number) {
  const mark = /^[.,:;!?…)\]]*(?=\s|$)(?:\s+[-–—](?=\s))?/.exec(text.slice(to))?.[0];
  const before = /(?:\s*[([]|[,;:]\s*|\s[-–—/|]\s+)?$/.exec(text.slice(0, from))?.[0] ?? "";
  if (mark === undefined || /[([]/.test(before) !== /^[)\]]/.test(mark)) return undefined;
  return { start: from - before.length, end: to + mark.length, mark };
}

const hasDay = ({ start }: DatePhrase) =>
  (start.isCertain("day") || start.isCertain("weekday")) && !start.tags().has("result/relativeDateAndTime");

/** How a stretch of time says that it's one from now. */
const fromNow = /^(?:in|within|next|end of|last day of)\s|^\+|\s(?:now|later)\b/i;
/** Another day here than there: 5/12, 5.12.2026. */
const ambiguous = /\d\/\d|\b(?:0?\d|1[0-2])[.-](?:0?\d|1[0-2])[.-]\d/;

/**
 * Whether it names a day or a time; "may" and "last" are mostly no dates. "20 min" is how long something takes, and
 * "3:16" alone may be a verse: a time has "am", "at" or a day with it.
 */
function isDate({ phrase, start }: DatePhrase, lead: string): boolean {
  if (ambiguous.test(phrase) || /^now\b|\b(?:last(?! day of)|past)\b/i.test(phrase)) return false;
  if (start.tags().has("result/relativeDate")) return fromNow.test(phrase);
  if (start.isCertain("day") || start.isCertain("weekday")) return true;
  if (/^next\s|^this (?:morning|afternoon|evening)$/i.test(phrase)) return true;
  if (!start.isCertain("hour")) return false;
  return /\d\s*[ap]\.?m/i.test(phrase) || (/:|noon|midday|midnight/i.test(phrase) && (/^at\s/i.test(phrase) || !!lead));
}
