import { addDays } from "../zoned.ts";

const samples = [
  {
    title: "Look around: open me",
    in: 0,
    priority: "high",
    tags: ["home"],
    description: "Notes take **markdown**.\n\n- A list\n- of things",
  },
  { title: "Call the landlord about the heating", in: 0, priority: "urgent", tags: ["home"] },
  { title: "Return the library books", in: -2, priority: "low", tags: ["errands"] },
  { title: "Pick up the parcel", in: 1, priority: "none", tags: ["errands"] },
  { title: "Plan the birthday dinner", in: 6, priority: "medium", tags: ["family"] },
  { title: "Renew the passport", in: 21, priority: "none", tags: [] },
  { title: "Back up the photos", priority: "none", tags: ["home"] },
] as const;

/** As an import takes them, due some days from today. */
export function sampleTasks(today: string) {
  return samples.map(({ in: days, tags, ...task }: (typeof samples)[number] & { in?: number }) => ({
    ...task,
    tags: [...tags],
    dueOn: days === undefined ? null : addDays(today, days),
  }));
}
