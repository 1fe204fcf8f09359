import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startApi, type TestApi, type TestPerson } from "./support/api.ts";
import { callsOf } from "./support/operations.ts";

let api: TestApi;
let ada: TestPerson;
let bob: TestPerson;
let adasTask: { id: string; title: string };

beforeAll(async () => {
  // One connection for everybody: whatever a request leaves on it would show in the next.
  api = await startApi({ poolSize: 1 });
  ada = await api.person("Ada");
  bob = await api.person("Bob");
  adasTask = (await ada.call("POST", "/v1/tasks", { title: "Ada's secret" })).body;
  await bob.call("POST", "/v1/tasks", { title: "Bob's own" });
});
afterAll(() => api.close());

const adasTaskNow = async () => (await ada.call("GET", `/v1/tasks/${adasTask.id}`)).body;

test("a list holds the caller's tasks only", async () => {
  const { body } = await bob.call("GET", "/v1/tasks");
  expect(body.items.map(({ title }: { title: string }) => title)).toEqual(["Bob's own"]);
});

test("a cursor of somebody else's page gives no row of theirs", async () => {
  await ada.call("POST", "/v1/tasks", { title: "Ada's second" });
  const { nextCursor } = (await ada.call("GET", "/v1/tasks?limit=1")).body;
  const { body } = await bob.call("GET", `/v1/tasks?cursor=${nextCursor}`);
  expect(JSON.stringify(body)).not.toContain("Ada");
});

describe.each([
  ["GET", undefined],
  ["HEAD", undefined],
  ["PATCH", { title: "Bob was here", status: "done" }],
  ["DELETE", undefined],
])("%s /v1/tasks/{id} of somebody else", (method, body) => {
  test("is answered exactly like an id that doesn't exist, and changes nothing", async () => {
    const foreign = await bob.call(method, `/v1/tasks/${adasTask.id}`, body);
    const unknown = await bob.call(method, `/v1/tasks/${randomUUID()}`, body);
    expect(foreign.status).toBe(404);
    expect(unknown.status).toBe(404);
    const plain = (answer: typeof foreign) => answer.body && { ...answer.body, instance: "", requestId: "" };
    expect(plain(foreign)).toEqual(plain(unknown));
    expect(await adasTaskNow()).toEqual(adasTask);
  });
});

test("the owner can't be chosen in a body or an address", async () => {
  for (const key of ["userId", "user_id", "uuid", "id"]) {
    const made = await bob.call("POST", "/v1/tasks", { title: "x", [key]: ada.uuid });
    expect(made.status).toBe(400);
    const moved = await ada.call("PATCH", `/v1/tasks/${adasTask.id}`, { [key]: bob.uuid });
    expect(moved.status).toBe(400);
  }
  const listed = await bob.call("GET", `/v1/tasks?userId=${ada.uuid}`);
  expect(listed.status).toBe(400);
});

test("many requests of both at once on one connection never cross", async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const [who, other] = index % 2 ? [ada, "Bob"] : [bob, "Ada"];
      const { status, text } = await who.call("GET", "/v1/tasks");
      return status === 200 && !text.includes(`${other}'s`);
    }),
  );
  expect(answers).not.toContain(false);
});

test("every operation of both at once on one connection, and no answer holds anything of the other", async () => {
  const marked = async (name: string) => {
    const person = await api.person(name);
    const tag = (await person.call("POST", "/v1/tags", { name: `${name}'s tag` })).body.id;
    const task = { title: `${name}'s task`, tags: [tag] };
    const ids: string[] = [];
    for (let at = 0; at < 3; at += 1) ids.push((await person.call("POST", "/v1/tasks", task)).body.id);
    return { person, tag, id: ids[0] ?? "" };
  };
  const [eve, finn] = [await marked("Eve"), await marked("Finn")];
  const asked = [eve, finn].flatMap(({ person, tag, id }) => {
    const { uuid: userUuid, name } = person;
    const other = name === "Eve" ? "Finn" : "Eve";
    return callsOf(api.document, { userUuid, id })
      .filter((of) => !of.public && of.operationId !== "deleteTag")
      .map((of) => ({ ...of, path: of.path.replace(`/v1/tags/${id}`, `/v1/tags/${tag}`), person, other }));
  });
  const answers = [];
  for (const calls of Map.groupBy(asked, ({ operationId }) => operationId).values()) {
    // Theirs take turns, three times each.
    const turns = Array.from({ length: 3 }, () => calls).flat();
    const asking = turns.map(async ({ person, other, method, path, body, operationId }) => {
      const { status, text } = await person.call(method, path, body);
      return { operationId, status, crossed: text.includes(other) };
    });
    answers.push(...(await Promise.all(asking)));
  }
  // Of three imports or exports at once, some are refused.
  const expected = (operationId: string) => [
    200,
    201,
    204,
    404,
    409,
    ...(/^(im|ex)port/.test(operationId) ? [429] : []),
  ];
  const wrong = answers.filter(
    ({ operationId, status, crossed }) => crossed || !expected(operationId).includes(status),
  );
  expect(wrong).toEqual([]);
});

test("with row-level security taken away, the repository's filter alone holds", async () => {
  const own = await startApi();
  onTestFinished(() => own.close());
  const [eve, finn] = [await own.person("Eve"), await own.person("Finn")];
  const { id } = (await eve.call("POST", "/v1/tasks", { title: "Eve's" })).body;
  await own.asOwner("alter table task disable row level security");
  expect((await finn.call("GET", "/v1/tasks")).body.items).toEqual([]);
  for (const [method, body] of [["GET"], ["PATCH", { title: "Finn's" }], ["DELETE"]] as const)
    expect((await finn.call(method, `/v1/tasks/${id}`, body)).status).toBe(404);
  expect((await eve.call("GET", `/v1/tasks/${id}`)).body.title).toBe("Eve's");
});
