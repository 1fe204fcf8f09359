import type { tag } from "./schema/tags.ts";
import type { task } from "./schema/tasks.ts";

type Row = Omit<typeof task.$inferInsert, "userId">;

export const demoTags = [
  { name: "home", color: "teal" },
  { name: "errands", color: "orange" },
  { name: "friends", color: "pink" },
  { name: "work", color: "indigo" },
] as const satisfies Omit<typeof tag.$inferInsert, "userId">[];

/** Title, tag, priority, due in how many days, and: started, or done how many days ago. Oldest first. */
const plan: readonly [
  title: string,
  tag: (typeof demoTags)[number]["name"] | null,
  priority: NonNullable<Row["priority"]>,
  due: number | null,
  progress?: "started" | number,
][] = [
  ["Renew the passport", "errands", "high", 21],
  ["Book the dentist", null, "none", null, 4],
  ["Return the library books", "errands", "low", -2],
  ["Fix the squeaky bathroom door", "home", "low", null],
  ["Send the invoice to Lindqvist & Co.", "work", "urgent", -1, 1],
  ["Compare electricity contracts", "home", "medium", 12, "started"],
  ["Plan Noor's birthday dinner", "friends", "medium", 6, "started"],
  ["Back up the photos from the old laptop", "home", "none", null],
  ["Read chapter 4 for the book club", "friends", "low", 3, "started"],
  ["Order new running shoes", null, "none", null, 1],
  ["Call the landlord about the heating", "home", "urgent", 0],
  ["Pick up the parcel from the post office", "errands", "high", 1],
];

/** A dozen believable tasks, seen from `now`, each with the name of its tag. */
export function demoTasks(now: Date): { row: Row; tag: string | null }[] {
  const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
  return plan.map(([title, tag, priority, due, progress], at) => {
    // One task each half day, so that the list has an order that makes sense.
    const createdAt = inDays((at - plan.length) / 2);
    const completedAt = typeof progress === "number" ? inDays(-progress) : null;
    const row: Row = {
      title,
      priority,
      dueOn: due === null ? null : inDays(due).toISOString().slice(0, 10),
      status: completedAt ? "done" : progress === "started" ? "doing" : "todo",
      completedAt,
      version: progress === undefined ? 1 : 2,
      createdAt,
      updatedAt: completedAt ?? createdAt,
    };
    return { row, tag };
  });
}
