import type { TagRef } from "@claimcheck/contract/tags";
import { findTag, tagNamed } from "@/features/tags/tags-query.ts";
import type { Change } from "../changes/changes.ts";
import { draftTask } from "../changes/task-cache.ts";
import type { Chip } from "./parse.ts";

/**
 * Adds what a line says; a tag that isn't there yet is made first. The change itself, made once more since its answer
 * was lost, adds nothing twice.
 */
export function addTask(title: string, chips: Chip[], known: readonly TagRef[]): Change {
  const key = `new-${crypto.randomUUID()}`;
  const names = chips.flatMap((chip) => (chip.kind === "tag" ? [chip.name] : []));
  const priority = chips.find((chip) => chip.kind === "priority")?.priority ?? "none";
  const due = chips.find((chip) => chip.kind === "due")?.due ?? { dueOn: null, dueAt: null };
  const draft = draftTask({
    id: key,
    title,
    priority,
    ...due,
    tags: names.map((name) => findTag(known, name) ?? { id: name, name, color: "gray" }),
  });
  return {
    tasks: [draft],
    patch: (task) => task,
    send: async (api) => {
      // Two names may be one tag: which ones are, in any case of their letters, the API says.
      const tags = new Set<string>();
      for (const name of names) tags.add((await tagNamed(api, name, known)).id);
      return api.createTask({ body: { title, priority, ...due, tags: [...tags] } }, { idempotencyKey: key });
    },
    report: `Added “${title}”`,
    refusal: `“${title}” wasn’t added`,
  };
}
