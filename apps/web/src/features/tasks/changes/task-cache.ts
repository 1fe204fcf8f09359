import type { Task, TaskPage } from "@claimcheck/contract/tasks";
import { type InfiniteData, replaceEqualDeep } from "@tanstack/react-query";

export type LoadedTasks = InfiniteData<TaskPage, string | null>;

/** What a change does to the tasks that are shown, before the API has answered. */
export type Edit = {
  /** The tasks as they are; a new one is a draft. */
  tasks: readonly Task[];
  /** What each of them becomes. Done twice it's the same. */
  patch: (task: Task) => Task;
};

/** A task that the API hasn't confirmed yet. */
export function draftTask(fields: Partial<Task> & Pick<Task, "title">): Task {
  const now = new Date().toISOString();
  return {
    id: `new-${crypto.randomUUID()}`,
    status: "todo",
    description: "",
    priority: "none",
    dueOn: null,
    dueAt: null,
    tags: [],
    completedAt: null,
    deletedAt: null,
    version: 0,
    createdAt: now,
    updatedAt: now,
    ...fields,
  };
}

export function isDraft(task: Task): boolean {
  return task.version === 0;
}

/** Each task as these edits leave it. */
export function applyEdits(items: readonly Task[], edits: readonly Edit[]): Task[] {
  return items.map((task) =>
    edits.reduce((edited, { tasks, patch }) => (tasks.some(({ id }) => id === task.id) ? patch(edited) : edited), task),
  );
}

/** A page as the API gave it, with the edits that the API hasn't had yet; drafts come first. */
export function withEdits(page: TaskPage, edits: readonly Edit[], isFirst: boolean): TaskPage {
  const drafts = isFirst ? edits.flatMap(({ tasks }) => tasks.filter(isDraft)) : [];
  return { ...page, items: [...drafts.toReversed(), ...applyEdits(page.items, edits)] };
}

export function editLoaded(loaded: LoadedTasks, change: (items: Task[], page: number) => Task[]): LoadedTasks {
  return { ...loaded, pages: loaded.pages.map((page, at) => ({ ...page, items: change(page.items, at) })) };
}

/** Puts a task in front of all others. */
export function prepend(loaded: LoadedTasks, task: Task): LoadedTasks {
  return editLoaded(loaded, (items, page) => (page === 0 ? [task, ...items] : items));
}

/** Puts other tasks in the place of the one with this id; none to take it out. */
export function replace(loaded: LoadedTasks, id: string, ...by: Task[]): LoadedTasks {
  return editLoaded(loaded, (items) => items.flatMap((task) => (task.id === id ? by : [task])));
}

/**
 * What was loaded anew, but with these tasks where they were, even if they don't belong there any more: so that nothing
 * moves under somebody's pointer.
 */
export function keepPlaces(old: LoadedTasks, next: LoadedTasks, ids: ReadonlySet<string>): LoadedTasks {
  const [before, after] = [old, next].map(({ pages }) => pages.flatMap(({ items }) => items)) as [Task[], Task[]];
  const stays = ({ id }: Task) => ids.has(id) && before.some((was) => was.id === id);
  let kept = editLoaded(next, (items) => items.filter((task) => !stays(task)));
  for (const [at, was] of before.entries()) {
    if (!stays(was)) continue;
    const task = after.find(({ id }) => id === was.id) ?? was;
    const above = before
      .slice(0, at)
      .findLast(({ id }) => kept.pages.some(({ items }) => items.some((one) => one.id === id)));
    kept = above
      ? editLoaded(kept, (items) => items.flatMap((one) => (one.id === above.id ? [one, task] : [one])))
      : prepend(kept, task);
  }
  return replaceEqualDeep(old, kept);
}
