import type { Task, TaskPage } from "@claimcheck/contract/tasks";
import type { InfiniteData } from "@tanstack/react-query";

export type LoadedTasks = InfiniteData<TaskPage, string | null>;

/** A task that the API hasn't confirmed yet; its id sorts before all real ones. */
export function draftTask(title: string): Task {
  const now = new Date().toISOString();
  return {
    id: `new-${crypto.randomUUID()}`,
    title,
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
  };
}

export function isDraft(task: Task): boolean {
  return task.version === 0;
}

export function removeTask(tasks: LoadedTasks, id: string): LoadedTasks {
  return mapPages(tasks, (items) => items.filter((task) => task.id !== id));
}

export function changeTask(tasks: LoadedTasks, id: string, change: Partial<Task>): LoadedTasks {
  return mapPages(tasks, (items) => items.map((task) => (task.id === id ? { ...task, ...change } : task)));
}

/** Puts a task where the API would list it: newest first, and ids grow with time. */
export function insertTask(tasks: LoadedTasks, task: Task): LoadedTasks {
  const last = tasks.pages.length - 1;
  let placed = false;
  return mapPages(removeTask(tasks, task.id), (items, page) => {
    const found = items.findIndex(({ id }) => id < task.id);
    if (placed || (found < 0 && page < last)) return items;
    placed = true;
    return items.toSpliced(found < 0 ? items.length : found, 0, task);
  });
}

function mapPages(tasks: LoadedTasks, change: (items: Task[], page: number) => Task[]): LoadedTasks {
  const pages = tasks.pages.map((page, index) => ({ ...page, items: change(page.items, index) }));
  return { ...tasks, pages };
}
