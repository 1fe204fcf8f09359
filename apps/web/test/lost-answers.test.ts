import { ApiError } from "@claimcheck/client/api-error";
import type { ApiClient } from "@claimcheck/client/client";
import type { Task } from "@claimcheck/contract/tasks";
import { MutationObserver, QueryObserver } from "@tanstack/react-query";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { tagMutation } from "../src/features/tags/tag-mutation.ts";
import { changeMutation } from "../src/features/tasks/changes/change-mutation.ts";
import { type Change, changeMany } from "../src/features/tasks/changes/changes.ts";
import { deleteOnce } from "../src/features/tasks/changes/delete-once.ts";
import { draftTask } from "../src/features/tasks/changes/task-cache.ts";
import { edit, sendDraft, startDraft } from "../src/features/tasks/panel/task-draft.ts";
import { addTask } from "../src/features/tasks/quick-add/add-task.ts";
import { createQueryClient } from "../src/lib/query-client.ts";

const [a, b]: [Task, Task] = [
  { ...draftTask({ title: "a", priority: "low" }), id: "1", version: 1 },
  { ...draftTask({ title: "b", priority: "high" }), id: "2", version: 1 },
];
const problem = (code: ApiError["code"], status: number) => new ApiError({ status, code, detail: code });
const lost = () => problem("unreachable", 0);
const gone = () => problem("not_found", 404);

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

/** An API of which each request gives the next of these answers; what it was asked, and what the page told. */
function page(...answers: unknown[]) {
  const client = createQueryClient();
  const asked: unknown[][] = [];
  const times: number[] = [];
  const told: string[] = [];
  const api = new Proxy({} as ApiClient, {
    get: (_, name) => async (input: object, options?: object) => {
      asked.push([name, input, options]);
      times.push(Date.now());
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const options = changeMutation(api, client, {
    onMade: ({ report }) => told.push(`made: ${report}`),
    onDone: ({ report }) => told.push(`done: ${report}`),
    onFailed: (text = "told by itself") => told.push(text),
  });
  const submit = async (change: Change) => {
    const done = new MutationObserver(client, options).mutate(change).catch(() => {});
    await vi.runAllTimersAsync();
    await done;
  };
  return { api, client, asked, times, told, submit };
}

test("a change that is refused for a short while is sent again after Retry-After, one for a long while isn't", async () => {
  const busy = (retryAfter: number) => new ApiError({ status: 429, code: "too_many_requests", detail: "", retryAfter });
  const change = changeMany([b], { action: "set_priority", priority: "low" });
  const short = page(busy(4), { ...b, version: 2 });
  await short.submit(change);
  const [first = 0, second] = short.times;
  expect([short.asked.length, second]).toEqual([2, first + 4000]);
  const long = page(busy(60));
  await long.submit(change);
  expect(long.asked).toHaveLength(1);
});

test("a deletion whose answer was lost is done, and one of what was gone before is refused", async () => {
  const { submit, told, asked } = page(lost(), gone(), gone());
  await submit(changeMany([a], { action: "delete" }));
  expect(asked).toHaveLength(2);
  expect(told).toEqual(["made: Deleted “a”", "done: Deleted “a”"]);
  await submit(changeMany([a], { action: "delete" }));
  expect(told.slice(2)).toEqual(["made: Deleted “a”", "“a” wasn’t changed: it isn’t there any more."]);
});

test("what is done to several, and each request that takes it back, is repeated under its own key", async () => {
  const running = problem("idempotency_key_running", 409);
  const { submit, asked, told } = page(lost(), running, { affected: 2 }, {}, lost(), {}, {});
  const change = changeMany([a, b], { action: "set_priority", priority: "urgent" });
  await submit(change);
  if (change.undo) await submit(change.undo());
  const keys = asked.map(([, , options]) => (options as { idempotencyKey: string }).idempotencyKey);
  const [done, , , low, high] = keys;
  // The first request of the undoing is repeated along with the second: it gets its first answer again.
  expect(keys).toEqual([done, done, done, low, high, low, high]);
  expect(new Set(keys).size).toBe(3);
  expect(told.at(-1)).toBe("done: Undone");
});

test("a new task that is sent again later is the same request, with the moment it was given then", async () => {
  const due = { dueOn: null, dueAt: "2026-11-25T15:50:00.000Z" };
  const chip = { kind: "due", due, start: 0, end: 9, text: "in 20 min", phrase: "in 20 min" } as const;
  const change = addTask("call", [chip], []);
  const { submit, asked } = page(lost(), lost(), lost(), { ...a, title: "call" });
  await submit(change);
  await submit(change);
  expect(new Set(asked.map((request) => JSON.stringify(request))).size).toBe(1);
  expect(asked).toHaveLength(4);
});

test("a task that holds just what is saved by now is saved; with a field otherwise, it isn't", async () => {
  const changed = () => problem("version_changed", 412);
  const draft = edit(edit(startDraft(a, "UTC"), "title", " a\u0308 "), "priority", "urgent");
  const now: Task = { ...a, title: "ä", priority: "urgent", description: "by somebody else", version: 3 };
  expect(await sendDraft(page(changed(), now).api, a.id, draft, "UTC")).toBe(now);
  const other = page(changed(), { ...now, priority: "low" });
  await expect(sendDraft(other.api, a.id, draft, "UTC")).rejects.toMatchObject({ code: "version_changed" });
});

test("a due date that was taken away is saved, also when its time is still written", async () => {
  const due: Task = { ...a, dueAt: "2030-05-01T09:30:00.000Z" };
  const draft = edit(startDraft(due, "UTC"), "due", { date: "", time: "09:30" });
  const { api, asked } = page(problem("version_changed", 412), { ...a, version: 2 });
  expect(await sendDraft(api, a.id, draft, "UTC")).toMatchObject({ version: 2 });
  expect(asked[0]?.[1]).toMatchObject({ body: { dueOn: null, dueAt: null } });
});

test("a change that deals with its refusal is told of without a text, any other with one", async () => {
  const { submit, told } = page(gone(), gone());
  await submit({ ...changeMany([a], { action: "restore" }), onRefused: () => true });
  await submit({ ...changeMany([a], { action: "restore" }), onRefused: () => false });
  const made = "made: Restored “a”";
  expect(told).toEqual([made, "told by itself", made, "“a” wasn’t changed: it isn’t there any more."]);
});

test("a tag's change is made again when its answer was lost, and the next change doesn't wait for the reading", async () => {
  const { api, client, submit, told, asked } = page(lost(), gone(), { affected: 1 });
  // As long as an API that is down takes.
  const queryFn = vi.fn(() => new Promise<never>(() => {}));
  const stop = new QueryObserver(client, { queryKey: ["tags"], queryFn, initialData: [], staleTime: 60_000 }).subscribe(
    () => {},
  );
  onTestFinished(stop);
  const failed = vi.fn();
  const options = tagMutation(api, client, { onMade: () => {}, onFailed: failed });
  void new MutationObserver(client, options).mutate({
    send: deleteOnce((to) => to.deleteTag({ params: { id: "7" } })),
    refusal: "“home” wasn’t deleted",
  });
  await submit(changeMany([a, b], { action: "complete" }));
  expect(queryFn).toHaveBeenCalled();
  expect(failed).not.toHaveBeenCalled();
  expect(asked.map(([name]) => name)).toEqual(["deleteTag", "deleteTag", "batchTasks"]);
  expect(told.at(-1)).toBe("done: Completed 2 tasks");
});
