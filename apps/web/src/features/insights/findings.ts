import type { Stats } from "@claimcheck/contract/tasks";

export type Day = Stats["completedPerDay"][number];

/** Days since Monday, of a calendar date. */
const weekday = (date: string) => (new Date(date).getUTCDay() + 6) % 7;

/** How many were done since Monday and in the week before; takes the last 14 days, today the last. */
export function weeks(days: readonly Day[]): { now: number; before: number } {
  const monday = days.length - 1 - weekday(days.at(-1)?.date ?? "");
  const sum = (part: readonly Day[]) => part.reduce((total, { count }) => total + count, 0);
  return { now: sum(days.slice(monday)), before: sum(days.slice(Math.max(0, monday - 7), monday)) };
}

/** What there is to say of two weeks. */
export function compared({ now, before }: { now: number; before: number }): string {
  if (now === before) return `as many as in the whole of last week`;
  const difference = Math.abs(now - before);
  return `${difference} ${now > before ? "more" : "fewer"} than in the whole of last week`;
}

const dayName = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

/** A calendar date in words; it has no time zone, so it's read and written as UTC. */
export const named = (date: string) => dayName.format(new Date(date));

/** What there is to say of some days. */
export function busiest(days: readonly Day[]): string {
  const total = days.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return `Nothing was done in the last ${days.length} days.`;
  const best = days.reduce((most, day) => (day.count >= most.count ? day : most));
  return `${tasks(total)} done in the last ${days.length} days, most on ${named(best.date)}: ${best.count}.`;
}

const urgency = ["urgent", "high", "medium", "low", "none"] as const;

/** The most urgent first. */
export function byUrgency(open: Stats["openByPriority"]) {
  return urgency.map((priority) => ({
    key: priority,
    query: `priority=${priority}`,
    words: priority === "none" ? "No priority" : `${priority[0]?.toUpperCase()}${priority.slice(1)}`,
    count: open[priority],
  }));
}

/** What there is to say of the open tasks. */
export function pressing(open: Stats["openByPriority"]): string {
  const total = urgency.reduce((sum, priority) => sum + open[priority], 0);
  const pressing = open.urgent + open.high;
  if (total === 0) return "Nothing is open.";
  return `${tasks(total)} open, ${pressing === 0 ? "none" : pressing} of high or urgent priority.`;
}

/** The open tasks by when they are due, the most pressing first; `query` leads to them, where a view shows just them. */
export function byDueDate({ byStatus, overdue, dueSoon }: Pick<Stats, "byStatus" | "overdue" | "dueSoon">) {
  const later = byStatus.todo + byStatus.doing - overdue - dueSoon;
  return [
    { key: "overdue", query: "view=overdue", words: "Overdue", count: overdue },
    { key: "soon", query: "sort=due", words: "Due soon", count: dueSoon },
    { key: "later", query: undefined, words: "Later or no date", count: later },
  ];
}

/** What there is to say of when the open tasks are due. */
export function due({ byStatus, overdue, dueSoon }: Pick<Stats, "byStatus" | "overdue" | "dueSoon">): string {
  const total = byStatus.todo + byStatus.doing;
  if (total === 0) return "Nothing is open.";
  return `${tasks(total)} open, ${overdue === 0 ? "none" : overdue} overdue and ${dueSoon === 0 ? "none" : dueSoon} due within a week.`;
}

const tasks = (count: number) => (count === 1 ? "1 task" : `${count} tasks`);
