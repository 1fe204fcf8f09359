import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApi, type TestApi } from "./support/api.ts";
import { twoPeople } from "./support/two-people.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const two = () => twoPeople(api);

describe("tags", () => {
  test("are listed by name with how many tasks that aren't deleted have each", async () => {
    const { ada, bob, tag, task } = await two();
    const [work, home] = [await tag(ada, "work"), await tag(ada, "Home")];
    await tag(bob, "his");
    await task(ada, { tags: [home.id, work.id] });
    const gone = await task(ada, { tags: [home.id] });
    await ada.call("DELETE", `/v1/tasks/${gone.id}`);
    expect((await ada.call("GET", "/v1/tags")).body).toEqual({
      items: [
        { ...home, taskCount: 1 },
        { ...work, taskCount: 1 },
      ],
      nextCursor: null,
    });
  });

  test("have a name once for each person, in any case; somebody else may have it too", async () => {
    const { ada, bob, tag } = await two();
    await tag(ada, "Büro");
    const again = await ada.call("POST", "/v1/tags", { name: "BÜRO" });
    expect([again.status, again.body.code]).toEqual([409, "tag_exists"]);
    expect((await bob.call("POST", "/v1/tags", { name: "büro" })).status).toBe(201);
    const other = await tag(ada, "other");
    expect((await ada.call("PATCH", `/v1/tags/${other.id}`, { name: "büro" })).body.code).toBe("tag_exists");
    expect((await ada.call("PATCH", `/v1/tags/${other.id}`, { name: "OTHER" })).body.name).toBe("OTHER");
  });

  test.each([
    ["İstanbul", ["istanbul", "ISTANBUL", "İstanbul".toLowerCase()]],
    ["IŞIK", ["ışık", "işik"]],
    ["ΟΔΟΣ", ["οδος", "οδοσ"]],
    ["Straße", ["STRASSE", "strasse"]],
  ])("%s is found by its name in any case: that is the name of no other tag", async (name, others) => {
    const { ada, bob, tag } = await two();
    const made = await tag(ada, name);
    await tag(ada, "another");
    const bobs = await tag(bob, name);
    for (const typed of [name, ...others]) {
      const again = await ada.call("POST", "/v1/tags", { name: typed });
      expect([typed, again.status, again.body.code]).toEqual([typed, 409, "tag_exists"]);
      const found = await ada.call("GET", `/v1/tags?name=${encodeURIComponent(typed)}`);
      expect(found.body.items).toEqual([{ ...made, taskCount: 0 }]);
    }
    const given = { tasks: [{ title: "x", tags: [...others, name] }] };
    expect((await ada.call("POST", "/v1/tasks/import", given)).body).toEqual({ tasks: 1, tags: 0 });
    expect((await ada.call("GET", "/v1/tasks")).body.items).toMatchObject([{ tags: [made] }]);
    expect((await bob.call("GET", `/v1/tags?name=${encodeURIComponent(name)}`)).body.items).toMatchObject([bobs]);
    expect((await bob.call("GET", "/v1/tags?name=another")).body.items).toEqual([]);
  });

  test("a deleted one is off its tasks", async () => {
    const { ada, tag, task, read } = await two();
    const home = await tag(ada, "home");
    const { id } = await task(ada, { tags: [home.id] });
    expect((await ada.call("DELETE", `/v1/tags/${home.id}`)).status).toBe(204);
    expect((await read(ada, id)).tags).toEqual([]);
    expect((await ada.call("DELETE", `/v1/tags/${home.id}`)).status).toBe(404);
  });

  test.each(["", "  ", "a,b", "a\nb", "x".repeat(41), "\u200b"])("%j is no name", async (name) => {
    const { ada } = await two();
    expect((await ada.call("POST", "/v1/tags", { name })).body.errors[0].pointer).toBe("/body/name");
  });
});
