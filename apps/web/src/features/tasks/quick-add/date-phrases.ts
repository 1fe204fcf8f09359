import { Chrono, casual, type ParsedResult } from "chrono-node/en";
import type { Clock } from "../due-words.ts";
import { offsetAt } from "../zoned.ts";

type Start = ParsedResult["start"];
export type DatePhrase = { index: number; phrase: string; start: Start };

/** Where a date may begin: not within a word or a link ("covid-19", "example.com/fri"), nor behind a "$" or "#". */
const edge = /(?:^|[\s([])$/;
/** How a time shows that it's one: "12" may be a chapter, "12.50" a price. Behind a day they may be: "fri 14.30". */
const timely = /:|\d\s*[ap]\.?m|^(?:at|from)\b|clock|night|morning|afternoon/i;
/** What may close a sentence. */
const closed = /^[.,;!?…)\]]*\s*$/;
/** From another day, chrono counts in the browser's time zone. */
const counted = /\s(?:after|before|since|from)$/i;
/** What chrono takes for a time zone: behind a time in any case, behind a day in capitals. */
const zoneLike = /^[\s,]*\(?(?:[a-z]{2,4}\b|[+-]\d)/i;
const capitals = /^[\s,]*\(?[A-Z]{2,4}\b/;
/** The zones that people name; "get", "eat", "art" and "cat" are some, too, and "8pm +1" is a guest. */
const zone =
  /^[\s,]*\(?(?:(?:utc|gmt|bst|ces?t|ees?t|wet|msk|ist|hkt|jst|kst|ae[sd]t|nz[sd]t|[ecmp][sd]t)\b|[+-]\d\d:?\d\d\b)/i;
const shortZone = /^[\s,]*\(?[ECMP]T\b/;

const chrono = new Chrono({
  parsers: casual.parsers,
  refiners: [
    {
      // Before chrono puts days and times together.
      refine: ({ text }, results) =>
        results.filter(({ index, text: phrase, start }) => {
          const before = text.slice(0, index) + (/^[\s,(]*/.exec(phrase)?.[0] ?? "");
          const after = text.slice(index + phrase.length);
          const isTime = start.tags().has("parser/ENTimeExpressionParser");
          const hasZone = zone.test(after) || shortZone.test(after) || start.isCertain("timezoneOffset");
          // Chrono gives no zone to what has one, even this; `dueOf` goes by the clock's then.
          if (!hasZone && (isTime ? zoneLike : capitals).test(after)) start.assign("timezoneOffset", Number.NaN);
          const isNext = () => results.some((other) => other.index + other.text.length === index - 1);
          return (
            edge.test(before) &&
            !counted.test(phrase) &&
            (!isTime || timely.test(phrase) || closed.test(after) || (phrase.includes(".") && isNext()))
          );
        }),
    },
    ...casual.refiners,
  ],
});

/** The phrases in a text that may be dates. */
export function datePhrases(text: string, { now, timeZone }: Clock): DatePhrase[] {
  // As chrono knows them, in as many characters: "tues", and "fri @ 9am".
  const known = text.replace(/\b(tue|wed)s\b/gi, "$1.").replace(/(?<=\s)@(?=\s)/g, ",");
  return chrono.parse(known, { instant: now, timezone: offsetAt(now, timeZone) }).flatMap((result) => {
    const { start, end } = result;
    // Of two times on a day the first counts, of two days none.
    if (end && (!start.isCertain("hour") || end.date().getTime() - start.date().getTime() >= day)) return [];
    // Without the marks that chrono takes along.
    const bare = result.text.replace(/^[\s,(]+/, "").replace(/(?<!\([^(]*)[\s,)]+$/, "");
    const index = result.index + result.text.indexOf(bare);
    const dayAfter = /^tomorrow/i.test(bare) ? (/\b(?:the )?day after $/i.exec(text.slice(0, index))?.[0] ?? "") : "";
    const phrase = dayAfter + text.slice(index, index + bare.length);
    return [{ index: index - dayAfter.length, phrase, start }];
  });
}

const day = 24 * 60 * 60_000;
