import { afterAll, beforeAll, expect, test } from "vitest";
import { startApi, type TestApi } from "./support/api.ts";
import { callsOf } from "./support/operations.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test.each([
  ["disabled", 403, "account_disabled"],
  ["deleted", 401, "account_gone"],
])("every signed-in route refuses a token already issued to a %s account with %i %s", async (state, status, code) => {
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  await ada.call("POST", "/v1/tasks", { title: "Before" });
  await (state === "disabled" ? ada.disable() : ada.remove());
  const closed = callsOf(api.document, { userUuid: ada.uuid }).filter((of) => !of.public);
  expect(closed.length).toBeGreaterThan(25);
  for (const { method, path, body } of closed) {
    const answer = await ada.call(method, path, body);
    expect(`${method} ${path}: ${answer.status} ${answer.body?.code}`).toBe(`${method} ${path}: ${status} ${code}`);
  }
  expect((await bob.call("GET", "/v1/me")).status).toBe(200);
  if (state === "deleted") return;
  // The write that was sent in the same flight as the user was rolled back.
  await api.asOwner(`update "user" set banned = false where uuid = $1`, ada.uuid);
  const { items } = (await ada.call("GET", "/v1/tasks")).body;
  expect(items.map(({ title }: { title: string }) => title)).toEqual(["Before"]);
});
