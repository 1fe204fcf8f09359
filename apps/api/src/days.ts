/** The day that it is in a time zone, as YYYY-MM-DD, and days after it. `tz`: an IANA name. */
export function dayIn(tz: string, now: Date, daysLater = 0): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(now.getTime());
  return instant.toZonedDateTimeISO(tz).toPlainDate().add({ days: daysLater }).toString();
}

/** The instant at which a day begins in a time zone, as ISO text; where clocks skip midnight, it begins later. */
export function startOfDay(day: string, tz: string, daysLater = 0): string {
  const date = Temporal.PlainDate.from(day).add({ days: daysLater });
  return new Date(date.toZonedDateTime(tz).epochMilliseconds).toISOString();
}

/** From a date on, the days of a zone end at most `ms` milliseconds before they end in UTC. */
type Lead = { from: string; ms: number };

/** The dates that tasks can have; after the last one, clocks are taken to change as they did before. */
const eras = [
  ["1899-12-31", "2000-01-01"],
  ["2000-01-01", "2100-01-01"],
] as const;
const known = new Map<string, readonly Lead[]>();

/**
 * How long before its end in UTC a day is over in a time zone, or about to be, by date: the largest offset of the
 * zone, one for the dates before 2000, one for those since, and a new one where the zone crossed the date line. So much
 * earlier than its end in UTC, each day stands before all of the next one and after all of the one before.
 */
export function leadsOf(tz: string): readonly Lead[] {
  // By the zone's proper name: a caller can write one in any case, and there would be an entry for each.
  const { timeZoneId } = Temporal.Now.zonedDateTimeISO(tz);
  const leads = known.get(timeZoneId) ?? eras.flatMap(([from, to]) => leadsBetween(from, to, timeZoneId));
  known.set(timeZoneId, leads);
  return leads;
}

const halfDay = 12 * 3_600_000;

function leadsBetween(from: string, to: string, tz: string): Lead[] {
  const found: (Lead & { least: number })[] = [];
  for (const date of [from, ...datesOfChange(from, to, tz)]) {
    const ms = Date.parse(startOfDay(date, "UTC", 1)) - Date.parse(startOfDay(date, tz, 1));
    const last = found.at(-1);
    if (last && Math.max(last.ms, ms) - Math.min(last.least, ms) < halfDay) {
      last.ms = Math.max(last.ms, ms);
      last.least = Math.min(last.least, ms);
    } else found.push({ from: date, ms, least: ms });
  }
  return found;
}

/** Of each change of a zone's clocks the day that it ends or is in, and the next one. */
function* datesOfChange(from: string, to: string, tz: string): Generator<string> {
  for (let at = Temporal.PlainDate.from(from).toZonedDateTime(tz).getTimeZoneTransition("next"); at; ) {
    const date = at.subtract({ nanoseconds: 1 }).toPlainDate();
    if (date.toString() >= to) return;
    yield date.toString();
    yield date.add({ days: 1 }).toString();
    at = at.getTimeZoneTransition("next");
  }
}
