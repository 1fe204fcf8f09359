import type { Task } from "@claimcheck/contract/tasks";
import { expect, test } from "vitest";
import { draftTask } from "../src/features/tasks/changes/task-cache.ts";
import {
  afterBeginning,
  afterFailing,
  afterMending,
  afterSaying,
  type Notices,
} from "../src/features/tasks/notices.ts";

const about = (...ids: string[]) => ({
  tasks: ids.map((id): Task => ({ ...draftTask({ title: id }), id, version: 1 })),
});

test("the offer to undo one change outlives the failure of another, not its own", () => {
  const [deleted, renamed] = [about("1"), about("1")];
  const offered = { offer: { text: "Deleted 1", of: deleted, undo: () => {} } };
  const failed = afterFailing(offered, "1 wasn’t changed", renamed);
  expect(failed).toMatchObject({ offer: { text: "Deleted 1" }, failed: { text: "1 wasn’t changed" } });
  expect(afterFailing(failed, "1 wasn’t deleted", deleted).offer).toBeUndefined();
});

test("what was done since an offer to undo is known until it fails, whoever tells that", () => {
  const [renamed, saved] = [about("1"), about("1")];
  const offered = { offer: { text: "Deleted 1", of: about("1"), undo: () => {} } };
  const both = afterBeginning(afterBeginning(offered, renamed), saved);
  expect(both).toMatchObject({ ...offered, since: [renamed, saved] });
  const one = afterFailing(both, undefined, renamed);
  expect(one).toMatchObject({ ...offered, since: [saved], failed: undefined });
  expect(afterFailing(afterSaying(one, "Saved 1", saved), "2 wasn’t saved", about("2")).since).toEqual([saved]);
  expect(afterFailing(one, "1 wasn’t saved", saved)).toMatchObject({ ...offered, since: [] });
  expect(afterBeginning({}, renamed)).toEqual({});
});

test("the same text once more is another notice", () => {
  const twice = (next: (now: Notices) => Notices) => [next({}), next(next({}))];
  const [said, again] = twice((now) => afterSaying(now, "Saved 1", about("1")));
  expect(said?.said?.nth).not.toBe(again?.said?.nth);
  const [failed, failedAgain] = twice((now) => afterFailing(now, "1 wasn’t saved", about("1")));
  expect(failed?.failed?.nth).not.toBe(failedAgain?.failed?.nth);
});

test.each([
  ["the same task", about("1"), about("1"), true],
  ["that task among others", about("1"), about("2", "1"), true],
  ["another task", about("1"), about("2"), false],
  ["some of the tasks", about("1", "2"), about("2"), false],
  ["a new task, mended", { tasks: [draftTask({ title: "a" })] }, { tasks: [draftTask({ title: "b" })] }, true],
  ["a task, after a new one wasn’t added", { tasks: [draftTask({ title: "a" })] }, about("1"), false],
])("what failed is no alert any more when it goes well: %s", (_, before, now, over) => {
  const failed = afterFailing({}, "That failed", before);
  expect(afterSaying(failed, "Done", now).failed === undefined).toBe(over);
});

test("what is about no task is over when the same is done, and by nothing else", () => {
  const samples = { tasks: [] };
  const failed = afterFailing({}, "No samples", samples);
  expect(afterSaying(failed, "Saved 1", about("1")).failed).toBeDefined();
  expect(afterSaying(failed, "Added samples", samples).failed).toBeUndefined();
  expect(afterMending(failed, samples)).toEqual({ failed: undefined });
  expect(afterMending(failed, { tasks: [] }).failed).toBeDefined();
  const task = afterFailing({}, "1 wasn’t saved", about("1"));
  expect(afterSaying(task, "Added samples", samples).failed).toBeDefined();
});
