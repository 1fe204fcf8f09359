import type { Task } from "@claimcheck/contract/tasks";
import { expect, test } from "vitest";
import { draftTask } from "../src/features/tasks/changes/task-cache.ts";
import {
  asDraft,
  bodyOf,
  changedElsewhere,
  edit,
  isEdited,
  leftAfter,
  rebase,
  startDraft,
  valuesOf,
} from "../src/features/tasks/panel/task-draft.ts";

const zone = "Europe/Berlin";
const home = { id: "1", name: "home", color: "green" } as const;
const work = { id: "2", name: "work", color: "blue" } as const;
const task: Task = {
  ...draftTask({ title: "Pay rent", description: "to the new account", priority: "high", tags: [home, work] }),
  dueAt: "2026-11-27T08:00:30.000Z",
  version: 3,
};

test("the panel begins with all that the task has, its time in the person's zone", () => {
  expect(valuesOf(startDraft(task, zone))).toEqual({
    title: "Pay rent",
    description: "to the new account",
    status: "todo",
    priority: "high",
    tags: [home, work],
    due: { date: "2026-11-27", time: "09:00" },
  });
  expect(valuesOf(startDraft({ ...task, dueAt: null, dueOn: "2026-11-27" }, "Pacific/Niue")).due).toEqual({
    date: "2026-11-27",
    time: "",
  });
});

test("only what was edited is sent, and what was set back isn't an edit", () => {
  let draft = edit(startDraft(task, zone), "title", "Pay the rent");
  expect(bodyOf(draft, zone)).toEqual({ title: "Pay the rent" });
  draft = edit(draft, "title", "Pay rent");
  expect(isEdited(draft)).toBe(false);
  expect(isEdited(edit(draft, "tags", [work, home]))).toBe(false);
  expect(bodyOf(edit(draft, "tags", [work]), zone)).toEqual({ tags: ["2"] });
});

test.each([
  [
    { date: "", time: "" },
    { dueOn: null, dueAt: null },
  ],
  [
    { date: "2026-12-01", time: "" },
    { dueOn: "2026-12-01", dueAt: null },
  ],
  [
    { date: "2026-12-01", time: "17:30" },
    { dueOn: null, dueAt: "2026-12-01T16:30:00.000Z" },
  ],
])("due %j is sent as %j", (due, body) => {
  expect(bodyOf(edit(startDraft(task, zone), "due", due), zone)).toEqual(body);
});

test("another version with the same fields changes nothing, one with others is told field by field", () => {
  const draft = edit(startDraft(task, zone), "title", "Mine");
  expect(changedElsewhere(draft, { ...task, version: 4, tags: [work, home] }, zone)).toEqual([]);
  const theirs: Task = { ...task, version: 4, title: "Theirs", dueAt: null, tags: [] };
  expect(changedElsewhere(draft, theirs, zone)).toEqual(["title", "due", "tags"]);
});

test("keeping mine keeps what I edited and takes the rest from there", () => {
  const draft = edit(startDraft(task, zone), "title", "Mine");
  const mine = rebase(draft, { ...task, version: 4, title: "Theirs", priority: "low" }, zone);
  expect(mine.version).toBe(4);
  expect(valuesOf(mine)).toMatchObject({ title: "Mine", priority: "low" });
  expect(bodyOf(mine, zone)).toEqual({ title: "Mine" });
  expect(isEdited(rebase(draft, { ...task, version: 4, title: "Mine" }, zone))).toBe(false);
});

test("what is written while a save is on its way is left to save, also when it is what was there before", () => {
  const sent = edit(startDraft(task, zone), "title", "Pay the rent ");
  const saved: Task = { ...task, title: "Pay the rent", version: 4 };
  // The API takes the blanks off: nobody wrote that, and nothing is left.
  expect(isEdited(leftAfter(sent, sent, saved, zone))).toBe(false);
  const later = edit(edit(sent, "title", "Pay rent"), "description", "by Friday");
  const left = leftAfter(sent, later, saved, zone);
  expect(left.version).toBe(4);
  expect(bodyOf(left, zone)).toEqual({ title: "Pay rent", description: "by Friday" });
  // Nor is what came from elsewhere meanwhile.
  const told = rebase(sent, { ...saved, title: "Pay the rent ", priority: "low", version: 5 }, zone);
  expect(isEdited(leftAfter(sent, told, saved, zone))).toBe(false);
});

test("what was kept is a draft again; what has the shape of another version of the page is forgotten", () => {
  const draft = edit(edit(startDraft(task, zone), "title", "Mine"), "due", { date: "", time: "" });
  const kept = JSON.parse(JSON.stringify(draft));
  expect(asDraft(kept)).toEqual(draft);
  const { tags: _tags, ...fewer } = kept.base;
  for (const other of [
    undefined,
    "Mine",
    [],
    { title: "Mine" },
    { ...kept, version: "3" },
    { ...kept, edits: null },
    { ...kept, base: fewer },
    { ...kept, base: { ...kept.base, status: "open" } },
    { ...kept, base: { ...kept.base, tags: ["home"] } },
    { ...kept, edits: { due: "2026-12-01" } },
    { ...kept, edits: { dueOn: "2026-12-01" } },
  ])
    expect(asDraft(other), JSON.stringify(other)).toBeUndefined();
});
