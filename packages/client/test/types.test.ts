import type { InputOf, OutputOf } from "@claimcheck/contract/calls";
import type { Task } from "@claimcheck/contract/tasks";
import { expectTypeOf, test } from "vitest";
import type { ApiClient } from "../src/client.ts";

/*
 * The client has no types of its own: what it takes and gives is the contract's. These lines are checked by the
 * compiler; a change of the contract that breaks a caller breaks them, or the caller.
 */

declare const api: ApiClient;

test("a wrong name, value, field or path parameter doesn't compile", () => {
  const never = () => {
    // @ts-expect-error no such operation
    api.removeTask({ params: { id: "1" } });
    // @ts-expect-error the title is required
    api.createTask({ body: { priority: "low" } });
    // @ts-expect-error no such priority
    api.createTask({ body: { title: "x", priority: "max" } });
    // @ts-expect-error tags are ids
    api.createTask({ body: { title: "x", tags: [{ id: "1", name: "home" }] } });
    // @ts-expect-error the id is required
    api.getTask({});
    // @ts-expect-error no such way to sort
    api.listTasks({ query: { sort: "colour" } });
    // @ts-expect-error a batch that adds a tag names it
    api.batchTasks({ body: { action: "add_tag", ids: ["1"] } });
    // @ts-expect-error a body where there is none
    api.deleteTask({ params: { id: "1" }, body: {} });
  };
  expectTypeOf(never).toBeFunction();
});

test("answers have the contract's types", () => {
  expectTypeOf<OutputOf<"getTask">>().toEqualTypeOf<Task>();
  expectTypeOf<OutputOf<"deleteTask">>().toEqualTypeOf<null>();
  expectTypeOf<Awaited<ReturnType<ApiClient["listTasks"]>>["items"]>().toEqualTypeOf<Task[]>();
  expectTypeOf<InputOf<"getMe">>().toMatchTypeOf<{ query?: object }>();
  expectTypeOf<Task["tags"][number]["color"]>().toBeString();
});
