import { ApiError } from "@claimcheck/client/api-error";
import type { ApiClient } from "@claimcheck/client/client";
import type { Task } from "@claimcheck/contract/tasks";
import { MutationObserver, onlineManager, QueryClient } from "@tanstack/react-query";
import { expect, onTestFinished, test, vi } from "vitest";
import { changeMutation } from "../src/features/tasks/changes/change-mutation.ts";
import { type Change, editTask } from "../src/features/tasks/changes/changes.ts";
import { confirmedTasks } from "../src/features/tasks/changes/pending.ts";
import { draftTask, type LoadedTasks } from "../src/features/tasks/changes/task-cache.ts";

const task: Task = { ...draftTask({ title: "a" }), id: "1", version: 1 };

/** A list with one task, an API whose answers to a PATCH the test gives one by one, and what to change it with. */
function page() {
  const client = new QueryClient();
  client.mount();
  onTestFinished(() => client.unmount());
  const list: LoadedTasks = { pages: [{ items: [task], nextCursor: null }], pageParams: [null] };
  client.setQueryData(["tasks", {}], list);
  const requests: (PromiseWithResolvers<Task> & { body: unknown })[] = [];
  const updateTask: ApiClient["updateTask"] = ({ body }) => {
    const request = { ...Promise.withResolvers<Task>(), body };
    requests.push(request);
    return request.promise;
  };
  const failures: string[] = [];
  const options = changeMutation({ updateTask } as ApiClient, client, {
    onMade: () => {},
    onDone: () => {},
    onFailed: (text = "") => failures.push(text),
  });
  const shown = () => client.getQueryData<LoadedTasks>(["tasks", {}])?.pages[0]?.items[0] as Task;
  const submit = (change: Change) => new MutationObserver(client, options).mutate(change).catch(() => {});
  const edit = (fields: Parameters<typeof editTask>[1]) => submit(editTask(shown(), fields));
  const nth = (at: number) => vi.waitFor(() => requests[at] ?? Promise.reject(new Error(`No request ${at}`)), 60_000);
  return { client, shown, edit, nth, requests, failures };
}

const refusal = () => new ApiError({ status: 404, code: "not_found", detail: "There is no such task" });

test("of two overlapping changes to one task that are both refused nothing is left", async () => {
  const { client, shown, edit, nth, failures } = page();
  const changes = [edit({ title: "b" }), edit({ title: "c" })];
  await expect.poll(() => shown().title).toBe("c");
  (await nth(0)).reject(refusal());
  await changes[0];
  expect(shown().title).toBe("c");
  (await nth(1)).reject(refusal());
  await changes[1];
  expect(shown()).toEqual(task);
  expect(failures).toHaveLength(2);
  expect(confirmedTasks(client).size).toBe(0);
});

test("a change that is refused after another was accepted leaves that one", async () => {
  const { client, shown, edit, nth } = page();
  const changes = [edit({ title: "b" }), edit({ status: "doing" })];
  const saved = { ...task, title: "b", version: 2 };
  (await nth(0)).resolve(saved);
  await changes[0];
  expect(shown()).toEqual({ ...saved, status: "doing" });
  (await nth(1)).reject(refusal());
  await changes[1];
  expect(shown()).toEqual(saved);
  expect(confirmedTasks(client).size).toBe(0);
});

test("a change that is on its way when the network goes is kept, and sent again when it is back", async () => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
    onlineManager.setOnline(true);
  });
  const { client, shown, edit, requests, failures } = page();
  const change = edit({ title: "b" });
  await vi.advanceTimersByTimeAsync(0);
  onlineManager.setOnline(false);
  requests[0]?.reject(new ApiError({ status: 0, code: "unreachable", detail: "The API can't be reached" }));
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(client.getMutationCache().getAll()).toMatchObject([{ state: { isPaused: true } }]);
  expect(shown().title).toBe("b");
  expect(requests).toHaveLength(1);
  onlineManager.setOnline(true);
  await vi.advanceTimersByTimeAsync(0);
  requests[1]?.resolve({ ...task, title: "b", version: 2 });
  await change;
  expect(requests.map(({ body }) => body)).toEqual([{ title: "b" }, { title: "b" }]);
  expect(failures).toEqual([]);
});
