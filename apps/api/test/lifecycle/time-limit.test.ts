import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, startApi, type TestApi, type TestPerson } from "../support/api.ts";

let api: TestApi;
let ada: TestPerson;
let bob: TestPerson;
beforeAll(async () => {
  api = await startApi({ answerWithinMs: 1_000 });
  ada = await api.person("Ada");
  bob = await api.person("Bob");
});
afterAll(() => api.close());

const add = async (person: TestPerson, title: string) => (await person.call("POST", "/v1/tasks", { title })).body;
const titles = async (person: TestPerson, path = "/v1/tasks") =>
  (await person.call("GET", path)).body.items.map(({ title }: { title: string }) => title);

function expectTooLate({ status, headers, body }: Answer) {
  expect([status, body.code, body.detail]).toEqual([503, "unavailable", "The answer took too long."]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
}

test("an answer that takes too long is 503, whether there was a body or not", async () => {
  const { id } = await add(ada, "Here");
  await api.whileLocked("task", async () => {
    for (const [method, path, body] of [
      ["GET", "/v1/tasks", undefined],
      ["POST", "/v1/tasks", { title: "x" }],
      ["PATCH", `/v1/tasks/${id}`, { title: "x" }],
      ["DELETE", `/v1/tasks/${id}`, undefined],
    ] as const)
      expectTooLate(await ada.call(method, path, body));
  });
});

test("what its caller was told takes too long isn't done after all", async () => {
  const [kept, deleted] = [await add(bob, "Kept"), await add(bob, "Deleted")];
  await bob.call("DELETE", `/v1/tasks/${deleted.id}`);
  const tag = (await bob.call("POST", "/v1/tags", { name: "tag" })).body.id;
  await api.whileLocked("task, tag", async () => {
    const asked = [
      bob.call("POST", "/v1/tasks", { title: "Doubled" }),
      bob.call("POST", "/v1/tasks/import", { tasks: [{ title: "Imported" }] }),
      bob.call("PATCH", `/v1/tasks/${kept.id}`, { title: "Changed" }),
      bob.call("DELETE", `/v1/tasks/${kept.id}`),
      bob.call("POST", `/v1/tasks/${deleted.id}/restore`),
      bob.call("PATCH", `/v1/tags/${tag}`, { name: "changed" }),
      bob.call("DELETE", `/v1/tags/${tag}`),
    ];
    for (const answer of await Promise.all(asked)) expectTooLate(answer);
  });
  // Behind all of them: the pool has its four connections back only when they are done.
  await Promise.all(Array.from({ length: 8 }, () => bob.call("GET", "/v1/tasks")));
  expect(await titles(bob)).toEqual(["Kept"]);
  expect(await titles(bob, "/v1/tasks?deleted=true")).toEqual(["Deleted"]);
  expect((await bob.call("GET", "/v1/tags")).body.items).toMatchObject([{ name: "tag" }]);
});

test("an export lasts as long as its reader reads", async () => {
  const eve = await api.person("Eve");
  // More than sockets hold, so that the API can't be done before it is read.
  await api.asOwner(
    "insert into task (user_id, title, description) select $1, 'Big', repeat('€', 10000) from generate_series(1, 1000)",
    eve.uuid,
  );
  const headers = { authorization: `Bearer ${await eve.token()}` };
  const [response] = (await once(get(`${api.url}/v1/tasks/export`, { headers }), "response")) as [IncomingMessage];
  await api.whileLocked("tag", async () => expectTooLate(await ada.call("GET", "/v1/tags")));
  const { tasks } = JSON.parse(await text(response));
  expect(tasks).toHaveLength(1000);
});
