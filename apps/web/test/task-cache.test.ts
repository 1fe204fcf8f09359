import type { Task, TaskPage } from "@claimcheck/contract/tasks";
import { describe, expect, test } from "vitest";
import { changeMany, editTask, inverseOf } from "../src/features/tasks/changes/changes.ts";
import {
  applyEdits,
  draftTask,
  editLoaded,
  isDraft,
  keepPlaces,
  type LoadedTasks,
  prepend,
  replace,
  withEdits,
} from "../src/features/tasks/changes/task-cache.ts";

const task = (id: string, fields: Partial<Task> = {}): Task => ({
  ...draftTask({ title: `Task ${id}` }),
  id,
  version: 1,
  ...fields,
});
const page = (...ids: string[]): TaskPage => ({ items: ids.map((id) => task(id)), nextCursor: null });
const loaded = (...pages: string[][]): LoadedTasks => ({
  pages: pages.map((ids) => page(...ids)),
  pageParams: pages.map(() => null),
});
const ids = (tasks: LoadedTasks) => tasks.pages.map(({ items }) => items.map(({ id }) => id));

test("a new task stands first until the API has named it, and stays there", () => {
  const draft = draftTask({ title: "New" });
  const drafted = prepend(loaded(["3", "2"], ["1"]), draft);
  expect(isDraft(draft)).toBe(true);
  expect(ids(drafted)).toEqual([[draft.id, "3", "2"], ["1"]]);
  expect(ids(replace(drafted, draft.id, task("4")))).toEqual([["4", "3", "2"], ["1"]]);
  expect(ids(replace(drafted, draft.id))).toEqual([["3", "2"], ["1"]]);
});

test("a change touches its task only, and no list that was there before", () => {
  const before = loaded(["2", "1"]);
  const after = editLoaded(before, (items) => applyEdits(items, [editTask(task("1"), { status: "done" })]));
  expect(after.pages[0]?.items.map(({ status }) => status)).toEqual(["todo", "done"]);
  expect(before.pages[0]?.items.map(({ status }) => status)).toEqual(["todo", "todo"]);
});

test("what is loaded while changes wait has them on it, in their order, drafts first and once", () => {
  const draft = { tasks: [draftTask({ title: "New" })], patch: (one: Task) => one };
  const edits = [editTask(task("1"), { title: "a" }), draft, editTask(task("1"), { title: "b" })];
  expect(withEdits(page("2", "1"), edits, true).items.map(({ title }) => title)).toEqual(["New", "Task 2", "b"]);
  expect(withEdits(page("2", "1"), edits, false).items.map(({ title }) => title)).toEqual(["Task 2", "b"]);
});

describe("a task that was changed here stays where it was", () => {
  test("though the list has it no more", () => {
    const old = loaded(["4", "3"], ["2", "1"]);
    for (const id of ["4", "3", "2", "1"]) {
      const next = editLoaded(old, (items) => items.filter((one) => one.id !== id));
      expect(ids(keepPlaces(old, next, new Set([id]))).flat()).toEqual(["4", "3", "2", "1"]);
    }
  });
  test("though it has another place now, with what is new in it", () => {
    const next: LoadedTasks = {
      pages: [{ items: [task("1", { priority: "high" }), task("3"), task("2")], nextCursor: null }],
      pageParams: [null],
    };
    const kept = keepPlaces(loaded(["3", "2", "1"]), next, new Set(["1"]));
    expect(ids(kept)).toEqual([["3", "2", "1"]]);
    expect(kept.pages[0]?.items[2]?.priority).toBe("high");
  });
  test("and what others added or took away is as they left it", () => {
    const kept = keepPlaces(loaded(["3", "2", "1"]), loaded(["5", "3"]), new Set(["2"]));
    expect(ids(kept)).toEqual([["5", "3", "2"]]);
  });
  test("and is back where it belongs when it was gone", () => {
    expect(ids(keepPlaces(loaded(["3", "1"]), loaded(["3", "2", "1"]), new Set(["2"])))).toEqual([["3", "2", "1"]]);
  });
});

describe("one step takes an action on many back", () => {
  const home = { id: "t", name: "home", color: "green" } as const;
  const tasks = [
    task("1", { status: "done", completedAt: "2026-11-24T00:00:00.000Z", priority: "high", tags: [home] }),
    task("2", { status: "doing", priority: "low" }),
    task("3", { priority: "high" }),
  ];
  test.each([
    [{ action: "complete" }, [[["2", "3"], { action: "reopen" }]]],
    [{ action: "reopen" }, [[["1"], { action: "complete", completedAt: { 1: "2026-11-24T00:00:00.000Z" } }]]],
    [{ action: "delete" }, [[["1", "2", "3"], { action: "restore" }]]],
    [{ action: "restore" }, [[["1", "2", "3"], { action: "delete" }]]],
    [{ action: "add_tag", tag: home }, [[["2", "3"], { action: "remove_tag", tag: home }]]],
    [{ action: "remove_tag", tag: home }, [[["1"], { action: "add_tag", tag: home }]]],
    [
      { action: "set_priority", priority: "none" },
      [
        [["1", "3"], { action: "set_priority", priority: "high" }],
        [["2"], { action: "set_priority", priority: "low" }],
      ],
    ],
  ] as const)("%j", (action, inverse) => {
    expect(inverseOf(tasks, action).map(([some, back]) => [some.map(({ id }) => id), back])).toEqual(inverse);
  });
  test("and what is shown is what was there, whatever else changed meanwhile", () => {
    const undo = changeMany(tasks, { action: "complete" }).undo?.();
    const renamed = { ...tasks[1], title: "Renamed", status: "done", completedAt: "2026-11-25T00:00:00.000Z" } as Task;
    expect(undo?.patch(renamed)).toMatchObject({ title: "Renamed", status: "doing", completedAt: null });
  });
});
