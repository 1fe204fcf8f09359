import type { ApiClient } from "@claimcheck/client/client";
import type { TagRef } from "@claimcheck/contract/tags";
import type { BatchTasks, Task } from "@claimcheck/contract/tasks";
import { deleteOnce } from "./delete-once.ts";
import type { Edit } from "./task-cache.ts";

/** One thing that somebody does to their tasks. */
export type Change = Edit & {
  /** Sent once more when the answer was lost, it does nothing twice. */
  send: (api: ApiClient) => Promise<unknown>;
  /** Said when it's done, and when it's refused: "“Buy bread” wasn’t changed". */
  report: string;
  refusal: string;
  undo?: (() => Change) | undefined;
  /** The name of the draft that it saves. */
  draft?: string;
  onDone?: (answer: unknown) => void;
  /** May deal with the refusal itself, by giving true. */
  onRefused?: (error: unknown) => boolean;
};

/** The tasks as one says them in a sentence. */
function namesOf(tasks: readonly Task[]): string {
  return tasks.length === 1 ? `“${tasks[0]?.title}”` : `${tasks.length} tasks`;
}

/** Changes title or status of one task. */
export function editTask(task: Task, fields: Partial<Pick<Task, "title" | "status">>): Change {
  const { id, status } = task;
  const done = fields.status === "done";
  const reopened = status === "done" && fields.status !== undefined && !done;
  return {
    tasks: [task],
    patch: (now) => ({ ...now, ...fields }),
    send: (api) => api.updateTask({ params: { id }, body: fields }),
    report: `${done ? "Completed" : reopened ? "Reopened" : "Saved"} ${namesOf([{ ...task, ...fields }])}`,
    refusal: `${namesOf([task])} wasn’t changed`,
    undo: done
      ? () => editTask({ ...task, ...fields }, { status })
      : reopened
        ? () => undoMany([task], { action: "reopen" })
        : undefined,
  };
}

/** What can be done to several tasks at once. */
export type Action =
  | { action: "complete"; completedAt?: Record<string, string> }
  | { action: "reopen" | "delete" | "restore" }
  | { action: "set_priority"; priority: Task["priority"] }
  | { action: "add_tag" | "remove_tag"; tag: TagRef };

const verbs = {
  complete: "Completed",
  reopen: "Reopened",
  delete: "Deleted",
  restore: "Restored",
  set_priority: "Set the priority of",
  add_tag: "Tagged",
  remove_tag: "Took the tag off",
} as const;

/** Does it to all of these tasks in one request; undone in one step. */
export function changeMany(tasks: readonly Task[], action: Action): Change {
  const one = tasks.length === 1 && tasks[0] ? { params: { id: tasks[0].id } } : undefined;
  const remove = one && deleteOnce((api: ApiClient) => api.deleteTask(one));
  const idempotencyKey = crypto.randomUUID();
  const patch = patchOf(action);
  return {
    tasks,
    patch,
    send: async (api) => {
      if (remove && action.action === "delete") return remove(api);
      if (one && action.action === "restore") return api.restoreTask(one);
      return api.batchTasks({ body: bodyOf(tasks, action) }, { idempotencyKey });
    },
    report: `${verbs[action.action]} ${namesOf(tasks)}`,
    refusal: `${namesOf(tasks)} ${one ? "wasn’t" : "weren’t"} changed`,
    undo: () => undoMany(tasks, action),
  };
}

/** Puts the tasks back as they were before `action`. */
function undoMany(tasks: readonly Task[], action: Action): Change {
  const before = new Map(tasks.map((task) => [task.id, task]));
  const requests = inverseOf(tasks, action).flatMap(([some, inverse]) =>
    some.length > 0 ? [[bodyOf(some, inverse), { idempotencyKey: crypto.randomUUID() }] as const] : [],
  );
  const started = action.action === "complete" ? tasks.filter(({ status }) => status === "doing") : [];
  return {
    tasks: tasks.map(patchOf(action)),
    patch: (now) => {
      const { status, completedAt, priority, tags, deletedAt } = before.get(now.id) ?? now;
      return { ...now, status, completedAt, priority, tags, deletedAt };
    },
    send: async (api) => {
      for (const [body, options] of requests) await api.batchTasks({ body }, options);
      for (const { id } of started) await api.updateTask({ params: { id }, body: { status: "doing" } });
    },
    report: "Undone",
    refusal: `${namesOf(tasks)} couldn’t be put back`,
  };
}

/** Which actions on which of the tasks take an action back. */
export function inverseOf(tasks: readonly Task[], action: Action): [Task[], Action][] {
  const those = (fits: (task: Task) => boolean, inverse: Action): [Task[], Action][] => [[tasks.filter(fits), inverse]];
  const isDone = ({ status }: Task) => status === "done";
  switch (action.action) {
    case "complete":
      return those((task) => !isDone(task), { action: "reopen" });
    case "reopen":
      return those(isDone, { action: "complete", completedAt: Object.fromEntries(tasks.flatMap(whenDone)) });
    case "delete":
      return those(() => true, { action: "restore" });
    case "restore":
      return those(() => true, { action: "delete" });
    case "set_priority":
      return [...new Set(tasks.map(({ priority }) => priority))].flatMap((priority) =>
        those((task) => task.priority === priority, { action: "set_priority", priority }),
      );
    case "add_tag":
      return those((task) => !has(task, action.tag), { ...action, action: "remove_tag" });
    case "remove_tag":
      return those((task) => has(task, action.tag), { ...action, action: "add_tag" });
  }
}

const whenDone = ({ id, completedAt }: Task) => (completedAt ? [[id, completedAt] as const] : []);
const has = ({ tags }: Task, { id }: TagRef) => tags.some((tag) => tag.id === id);

function bodyOf(tasks: readonly Task[], action: Action): BatchTasks {
  const ids = tasks.map(({ id }) => id);
  if (action.action === "set_priority") return { ...action, ids };
  return "tag" in action ? { action: action.action, ids, tag: action.tag.id } : { ...action, ids };
}

function patchOf(action: Action): (task: Task) => Task {
  const now = new Date().toISOString();
  return (task) => {
    switch (action.action) {
      case "complete":
        return { ...task, status: "done", completedAt: task.completedAt ?? now };
      case "reopen":
        return { ...task, status: task.status === "done" ? "todo" : task.status, completedAt: null };
      case "delete":
        return { ...task, deletedAt: now };
      case "restore":
        return { ...task, deletedAt: null };
      case "set_priority":
        return { ...task, priority: action.priority };
      case "add_tag":
        return has(task, action.tag) ? task : { ...task, tags: [...task.tags, action.tag] };
      case "remove_tag":
        return { ...task, tags: task.tags.filter(({ id }) => id !== action.tag.id) };
    }
  };
}
