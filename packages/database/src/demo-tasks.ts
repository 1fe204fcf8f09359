import type { task } from "./schema/tasks.ts";

type Row = Omit<typeof task.$inferInsert, "userId">;

/** Title, priority, due in how many days, and: started, or done how many days ago. Oldest first. */
const plan: readonly [
  title: string,
  priority: NonNullable<Row["priority"]>,
  due: number | null,
  progress?: "started" | number,
][] = [
  ["Renew the passport", "high", 21],
  ["Book the dentist", "none", null, 4],
  ["Return the library books", "low", -2],
  ["Fix the squeaky bathroom door", "low", null],
  ["Send the invoice to Lindqvist & Co.", "urgent", -1, 1],
  ["Compare electricity contracts", "medium", 12, "started"],
  ["Plan Noor's birthday dinner", "medium", 6, "started"],
  ["Back up the photos from the old laptop", "none", null],
  ["Read chapter 4 for the book club", "low", 3, "started"],
  ["Order new running shoes", "none", null, 1],
  ["Call the landlord about the heating", "urgent", 0],
  ["Pick up the parcel from the post office", "high", 1],
];

/** A dozen believable tasks, seen from `now`. */
export function demoTasks(now: Date): Row[] {
  const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
  return plan.map(([title, priority, due, progress], at) => {
    // One task each half day, so that the list has an order that makes sense.
    const createdAt = inDays((at - plan.length) / 2);
    const completedAt = typeof progress === "number" ? inDays(-progress) : null;
    return {
      title,
      priority,
      dueOn: due === null ? null : inDays(due).toISOString().slice(0, 10),
      status: completedAt ? "done" : progress === "started" ? "doing" : "todo",
      completedAt,
      version: progress === undefined ? 1 : 2,
      createdAt,
      updatedAt: completedAt ?? createdAt,
    };
  });
}
