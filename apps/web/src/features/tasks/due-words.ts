import type { Task } from "@claimcheck/contract/tasks";
import { daysFrom, wallOf } from "./zoned.ts";

export type Clock = { now: Date; timeZone: string };
export type Due = Pick<Task, "dueOn" | "dueAt">;

// Written out, because servers and browsers don't agree on "Sep" and commas, and what they render must be the same.
const months = "January February March April May June July August September October November December".split(" ");
const weekdays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** The day and, if it has one, the time that something is due in a time zone; undefined when it isn't due. */
export function dueWall({ dueOn, dueAt }: Due, timeZone: string): { date: string; time: string } | undefined {
  if (dueAt) return wallOf(new Date(dueAt), timeZone);
  return dueOn ? { date: dueOn, time: "" } : undefined;
}

/**
 * When something is due, in words: `text` seen from now ("Tomorrow 9:00"), `exact` with date and zone, and whether
 * that is over. Undefined when it isn't due.
 */
export function dueWords(due: Due, { now, timeZone }: Clock) {
  const wall = dueWall(due, timeZone);
  if (!wall) return undefined;
  const today = wallOf(now, timeZone).date;
  const days = daysFrom(today, wall.date);
  const time = wall.time.replace(/^0/, "");
  const { weekday, day, month, year } = partsOf(wall.date);
  const date = [day, month.slice(0, 3), ...(wall.date.slice(0, 4) === today.slice(0, 4) ? [] : [year])].join(" ");
  return {
    text: `${dayWords(days, weekday) ?? date} ${time}`.trimEnd(),
    exact: `${weekday} ${day} ${month} ${year}${time && `, ${time} (${timeZone})`}`,
    dateTime: due.dueAt ?? wall.date,
    over: due.dueAt ? new Date(due.dueAt) < now : days < 0,
  };
}

function partsOf(date: string) {
  const day = new Date(`${date}T00:00Z`);
  return {
    weekday: weekdays[day.getUTCDay()] as string,
    day: day.getUTCDate(),
    month: months[day.getUTCMonth()] as string,
    year: day.getUTCFullYear(),
  };
}

function dayWords(days: number, weekday: string): string | undefined {
  if (days === 0) return "Today";
  if (days === 1) return "Tomorrow";
  if (days === -1) return "Yesterday";
  if (days > 0 && days < 7) return weekday;
  return days < 0 && days > -8 ? `${-days} days ago` : undefined;
}
