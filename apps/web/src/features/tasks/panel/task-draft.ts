import { ApiError } from "@claimcheck/client/api-error";
import type { ApiClient } from "@claimcheck/client/client";
import type { Task, TaskChange } from "@claimcheck/contract/tasks";
import { dueWall } from "../due-words.ts";
import { priorities, statuses } from "../task-words.ts";
import { instantIn } from "../zoned.ts";

/** The fields of the panel: a task's own, with its due date as calendar and clock show it. */
export type Fields = Pick<Task, "title" | "description" | "status" | "priority" | "tags"> & {
  due: { date: string; time: string };
};
const fieldNames = ["title", "description", "status", "priority", "due", "tags"] as const;

/** What somebody is changing: the task's fields at a version, and those that they want otherwise. Plain JSON. */
export type Draft = { version: number; base: Fields; edits: Partial<Fields> };

export function fieldsOf(task: Task, timeZone: string): Fields {
  const { title, description, status, priority, tags } = task;
  return { title, description, status, priority, tags, due: dueWall(task, timeZone) ?? { date: "", time: "" } };
}

export function startDraft(task: Task, timeZone: string): Draft {
  return { version: task.version, base: fieldsOf(task, timeZone), edits: {} };
}

const isText = (value: unknown) => typeof value === "string";
const isOne = (values: readonly unknown[]) => (value: unknown) => values.includes(value);
const fits: Record<keyof Fields, (value: unknown) => boolean> = {
  title: isText,
  description: isText,
  status: isOne(statuses),
  priority: isOne(priorities),
  due: (value) => isObject(value) && isText(value.date) && isText(value.time),
  tags: (value) =>
    Array.isArray(value) && value.every((tag) => isObject(tag) && [tag.id, tag.name, tag.color].every(isText)),
};

/** What was kept, if it's a draft as they are now; it may be of an older version of this page. */
export function asDraft(kept: unknown): Draft | undefined {
  if (!isObject(kept) || typeof kept.version !== "number" || !isObject(kept.base) || !isObject(kept.edits)) return;
  const { base, edits } = kept;
  const holds = fieldNames.every(
    (name) => fits[name](base[name]) && (edits[name] === undefined || fits[name](edits[name])),
  );
  const known = Object.keys(edits).every((name) => name in fits);
  return holds && known ? (kept as Draft) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

export const valuesOf = ({ base, edits }: Draft): Fields => ({ ...base, ...edits });
export const isEdited = ({ edits }: Draft): boolean => Object.keys(edits).length > 0;

/** With one field otherwise; as it was, it's no edit any more. */
export function edit<K extends keyof Fields>({ edits, ...draft }: Draft, name: K, value: Fields[K]): Draft {
  const { [name]: _before, ...others } = edits;
  return { ...draft, edits: same(name, draft.base[name], value) ? others : { ...others, [name]: value } };
}

/** The draft on top of the task as it is now. */
export function rebase(draft: Draft, task: Task, timeZone: string): Draft {
  const fresh = startDraft(task, timeZone);
  return fieldNames.reduce<Draft>(
    (on, name) => (draft.edits[name] === undefined ? on : edit(on, name, draft.edits[name] as never)),
    fresh,
  );
}

/** What is left to save once `sent` is: the fields that were written otherwise since, back to what they were included. */
export function leftAfter(sent: Draft, now: Draft, saved: Task, timeZone: string): Draft {
  const [before, after] = [valuesOf(sent), valuesOf(now)];
  const written = fieldNames.filter(
    (name) => name in { ...sent.edits, ...now.edits } && !same(name, before[name], after[name]),
  );
  return written.reduce<Draft>((left, name) => edit(left, name, after[name]), startDraft(saved, timeZone));
}

/** The fields that were changed elsewhere since the draft was begun. */
export function changedElsewhere(draft: Draft, task: Task, timeZone: string): (keyof Fields)[] {
  const theirs = fieldsOf(task, timeZone);
  return fieldNames.filter((name) => !same(name, draft.base[name], theirs[name]));
}

function same(name: keyof Fields, a: unknown, b: unknown): boolean {
  const comparable = (value: unknown) =>
    name === "tags" ? (value as Fields["tags"]).map(({ id }) => id).toSorted() : value;
  return JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

/** What to send: the edited fields only. */
export function bodyOf({ edits }: Draft, timeZone: string): TaskChange {
  const { due, tags, ...fields } = edits;
  return { ...fields, ...(due && dueOf(due, timeZone)), ...(tags && { tags: tags.map(({ id }) => id) }) };
}

/**
 * Saves it onto the version that it was begun with. When the task holds just that by now, it is saved: the answer was
 * lost, and this is the same request once more.
 */
export async function sendDraft(
  api: Pick<ApiClient, "updateTask" | "getTask">,
  id: string,
  draft: Draft,
  timeZone: string,
): Promise<Task> {
  const params = { id };
  try {
    return await api.updateTask({ params, body: bodyOf(draft, timeZone) }, { ifVersion: draft.version });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "version_changed") throw error;
    const now = await api.getTask({ params });
    if (isEdited(rebase(asKept(draft), now, timeZone))) throw error;
    return now;
  }
}

/** As the API keeps what is written. */
function asKept(draft: Draft): Draft {
  const texts = Object.entries(draft.edits).map(([name, value]) => [
    name,
    typeof value === "string" ? value.trim().normalize() : value,
  ]);
  const { due } = draft.edits;
  return {
    ...draft,
    edits: { ...Object.fromEntries(texts), ...(due && !due.date && { due: { date: "", time: "" } }) },
  };
}

/** A date, with a time an instant in that zone, or neither. */
export function dueOf({ date, time }: Fields["due"], timeZone: string): Pick<Task, "dueOn" | "dueAt"> {
  if (!date) return { dueOn: null, dueAt: null };
  if (!time) return { dueOn: date, dueAt: null };
  return { dueOn: null, dueAt: instantIn(timeZone, date, time).toISOString() };
}
