import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApi, type TestApi, type TestPerson } from "./support/api.ts";
import { sendRaw } from "./support/raw.ts";

let api: TestApi;
let ada: TestPerson;
let bob: TestPerson;
const below = ({ uuid }: { uuid: string }) => `/v1/users/${uuid}/tasks`;

beforeAll(async () => {
  api = await startApi();
  ada = await api.person("Ada");
  bob = await api.person("Bob");
  await bob.call("POST", "/v1/tasks", { title: "Bob's" });
});
afterAll(() => api.close());

test("under one's own uuid, in any case, the task routes are the same as without it", async () => {
  for (const path of [below(ada), below({ uuid: ada.uuid.toUpperCase() })]) {
    const made = await ada.call("POST", path, { title: "Mine" });
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe(`${path}/${made.body.id}`);
    const one = `${path}/${made.body.id}`;
    expect((await ada.call("GET", one)).body).toEqual(made.body);
    expect((await ada.call("GET", path)).body).toEqual((await ada.call("GET", "/v1/tasks")).body);
    expect((await ada.call("PATCH", one, { status: "done" })).body.status).toBe("done");
    expect((await ada.call("DELETE", one)).status).toBe(204);
  }
});

test.each([
  ["GET", ""],
  ["POST", ""],
  ["POST", "/batch"],
  ["GET", `/${randomUUID()}`],
  ["PATCH", `/${randomUUID()}`],
  ["DELETE", `/${randomUUID()}`],
])("%s %s under another uuid is 403 not_yours, whether or not there is such an account", async (method, rest) => {
  for (const uuid of [bob.uuid, randomUUID()]) {
    const { status, body } = await ada.call(method, `${below({ uuid })}${rest}`);
    expect(status).toBe(403);
    expect(body.code).toBe("not_yours");
  }
});

test("a task of somebody else isn't there under one's own uuid either", async () => {
  const [hers] = (await bob.call("GET", "/v1/tasks")).body.items;
  expect((await ada.call("GET", `${below(ada)}/${hers.id}`)).status).toBe(404);
});

test("what isn't a uuid is 400 and names the place", async () => {
  const { status, body } = await ada.call("GET", "/v1/users/me/tasks");
  expect(status).toBe(400);
  expect(body.errors).toEqual([{ pointer: "/path/userUuid", detail: "must be a uuid" }]);
});

test("the guard answers before the body has arrived", async () => {
  const answer = await sendRaw(
    api.port,
    `POST ${below(bob)} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${await ada.token()}\r\n` +
      "content-type: application/json\r\ncontent-length: 60000\r\n\r\n",
  );
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
});
