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
