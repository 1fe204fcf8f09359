import { afterAll, beforeAll, expect, test } from "vitest";
import { request, startApi, type TestApi } from "./support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test("each of two people is told who they are, and only that", async () => {
  for (const name of ["Ada", "Bob"]) {
    const person = await api.person(name);
    const { status, body } = await person.call("GET", "/v1/me");
    expect(status).toBe(200);
    expect(body).toEqual({
      uuid: person.uuid,
      id: person.id,
      email: person.email,
      name,
      role: "user",
      scopes: ["tasks:read", "tasks:write"],
    });
  }
});

test("the role is the stored one, whatever the token says", async () => {
  const ada = await api.person("Ada");
  const bob = await api.person("Bob");
  await ada.promote();
  const token = await bob.token({ role: "admin" });
  expect((await ada.call("GET", "/v1/me")).body.role).toBe("admin");
  expect((await request(api.url, "GET", "/v1/me", { token })).body.role).toBe("user");
});

test("scopes of other services in the token are left out", async () => {
  const ada = await api.person("Ada");
  const token = await ada.token({ scope: "openid tasks:read" });
  expect((await request(api.url, "GET", "/v1/me", { token })).body.scopes).toEqual(["tasks:read"]);
});
