/*
 * Calendar dates (YYYY-MM-DD) and clock times (HH:MM) of a time zone, and the instants that they are. By Temporal where
 * there is one: the first format of Intl alone would hold up a page for longer than all that it renders. Not every
 * browser that we serve has one.
 */

type Wall = { date: string; time: string };

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** What calendar and clock show at an instant. */
export function wallOf(instant: Date, timeZone: string): Wall {
  return globalThis.Temporal ? byTemporal(instant, timeZone) : byIntl(instant, timeZone);
}

function byTemporal(instant: Date, timeZone: string): Wall {
  const wall = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
  return {
    date: wall.toPlainDate().toString(),
    time: wall.toPlainTime().toString({ smallestUnit: "minute" }),
  };
}

function byIntl(instant: Date, timeZone: string): Wall {
  const parts = formatOf(timeZone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return {
    date: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}`,
  };
}

const minute = 60_000;
const day = 24 * 60 * minute;
const asUtc = (date: string, time: string) => Date.parse(`${date}T${time}Z`);

/** Minutes that the clocks are ahead of UTC at an instant. */
export function offsetAt(instant: Date, timeZone: string): number {
  const { date, time } = wallOf(instant, timeZone);
  return Math.round((asUtc(date, time) - instant.getTime()) / minute);
}

/**
 * The instant at which a zone's clocks show this. Where they show it twice it's the first time; where they skip it,
 * as much later as they skip.
 */
export function instantIn(timeZone: string, date: string, time: string): Date {
  const wall = asUtc(date, time);
  const [before, after] = [-day, day].map((away) => {
    const around = new Date(wall + away);
    return new Date(wall - offsetAt(around, timeZone) * minute);
  }) as [Date, Date];
  const shows = (instant: Date) => {
    const shown = wallOf(instant, timeZone);
    return shown.date === date && shown.time === time;
  };
  if (shows(before)) return before;
  return shows(after) ? after : before;
}

/** The date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(asUtc(date, "00:00") + days * day).toISOString().slice(0, 10);
}

/** How many days `date` is after `from`. */
export function daysFrom(from: string, date: string): number {
  return Math.round((asUtc(date, "00:00") - asUtc(from, "00:00")) / day);
}
