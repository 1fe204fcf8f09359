import type { ListTasksQuery, Task } from "@claimcheck/contract/tasks";

type Priority = Task["priority"];
type Status = Task["status"];
type Sort = ListTasksQuery["sort"];

/*
 * The contract's values in words, in the order to show them. Typed by the contract, so that none is missing; its own
 * lists stand beside zod, which stays out of the browser.
 */

export const priorityWords = {
  urgent: "Urgent",
  high: "High",
  medium: "Medium",
  low: "Low",
  none: "None",
} as const satisfies Record<Priority, string>;

export const statusWords = { todo: "To do", doing: "In progress", done: "Done" } as const satisfies Record<
  Status,
  string
>;

export const sortWords = {
  created: "Newest first",
  due: "Due date",
  priority: "Priority",
  title: "Title",
  updated: "Last changed",
} as const satisfies Record<Sort, string>;

export const entriesOf = <T extends string>(words: Record<T, string>) => Object.entries(words) as [T, string][];
export const priorities = Object.keys(priorityWords) as Priority[];
export const statuses = Object.keys(statusWords) as Status[];
export const sorts = Object.keys(sortWords) as Sort[];
