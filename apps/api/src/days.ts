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

/**
 * How far a time zone is ahead of UTC where its clocks are furthest ahead, in milliseconds. So long before its end in UTC a
 * day is over there, or has an hour left.
 */
export function furthestAhead(tz: string): number {
  const ahead = (instant: string) => Temporal.Instant.from(instant).toZonedDateTimeISO(tz).offsetNanoseconds / 1e6;
  return Math.max(ahead("2026-01-01T00:00:00Z"), ahead("2026-07-01T00:00:00Z"));
}
