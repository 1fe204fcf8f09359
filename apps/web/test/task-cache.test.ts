import type { Task } from "@claimcheck/contract/tasks";
import { expect, test } from "vitest";
import {
  changeTask,
  draftTask,
  insertTask,
  isDraft,
  type LoadedTasks,
  removeTask,
} from "../src/features/tasks/task-cache.ts";

const task = (id: string): Task => ({ ...draftTask(`Task ${id}`), id, version: 1 });
const loaded = (...pages: string[][]): LoadedTasks => ({
  pages: pages.map((ids) => ({ items: ids.map(task), nextCursor: null })),
  pageParams: pages.map(() => null),
});
const ids = (tasks: LoadedTasks) => tasks.pages.map(({ items }) => items.map(({ id }) => id));

test("a new task stands first until the API has named it, and stays there", () => {
  const draft = draftTask("New");
  const before = loaded(["3", "2"], ["1"]);
  const drafted = insertTask(before, draft);
  expect(isDraft(draft)).toBe(true);
  expect(ids(drafted)).toEqual([[draft.id, "3", "2"], ["1"]]);
  expect(ids(insertTask(removeTask(drafted, draft.id), task("4")))).toEqual([["4", "3", "2"], ["1"]]);
});

test("a task that is put back stands where it was", () => {
  const before = loaded(["5", "4"], ["3", "2"]);
  for (const id of ["5", "4", "3", "2"]) {
    expect(ids(insertTask(removeTask(before, id), task(id))).flat()).toEqual(["5", "4", "3", "2"]);
  }
});

test("a task goes into an empty list, and never twice into one", () => {
  expect(ids(insertTask(loaded([]), task("1")))).toEqual([["1"]]);
  expect(ids(insertTask(loaded(["2", "1"]), task("1")))).toEqual([["2", "1"]]);
});

test("a change touches its task only, and no list that was there before", () => {
  const before = loaded(["2", "1"]);
  const after = changeTask(before, "1", { status: "done" });
  expect(after.pages[0]?.items.map(({ status }) => status)).toEqual(["todo", "done"]);
  expect(before.pages[0]?.items.map(({ status }) => status)).toEqual(["todo", "todo"]);
});
