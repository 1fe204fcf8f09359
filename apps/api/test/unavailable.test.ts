import { behaviours } from "@claimcheck/token-verifier/testing/issuer";
import { describe, expect, onTestFinished, test } from "vitest";
import { request, startApi } from "./support/api.ts";

describe("the issuer is down", () => {
  test("after its keys were read once: everyone is still served, with new tokens too", async () => {
    const api = await startApi();
    onTestFinished(() => api.close());
    const ada = await api.person("Ada");
    const bob = await api.person("Bob");
    expect((await ada.call("GET", "/v1/tasks")).status).toBe(200);
    await api.issuer.stop();
    for (const person of [ada, bob]) {
      const token = await person.token();
      const made = await request(api.url, "POST", "/v1/tasks", { token, body: { title: "Mine" } });
      expect(made.status).toBe(201);
      const { body } = await request(api.url, "GET", "/v1/tasks", { token });
      expect(body.items).toHaveLength(1);
    }
    expect((await request(api.url, "GET", "/readyz")).status).toBe(200);
  });

  test("from the start: 503 with Retry-After, never 401, and not ready; alive all the same", async () => {
    const api = await startApi();
    onTestFinished(() => api.close());
    api.issuer.setBehaviour(behaviours.down);
    const ada = await api.person("Ada");
    const { status, headers, body } = await ada.call("GET", "/v1/tasks");
    expect(status).toBe(503);
    expect(body.code).toBe("keys_unavailable");
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(headers.get("www-authenticate")).toBeNull();
    const ready = await request(api.url, "GET", "/readyz");
    expect(ready.status).toBe(503);
    expect(ready.body.code).toBe("keys_unavailable");
    expect((await request(api.url, "GET", "/livez")).status).toBe(200);
  });
});

test("the database is cut off: 503 with Retry-After and not ready; back again, all goes on", async () => {
  const api = await startApi({ behindProxy: true });
  onTestFinished(() => api.close());
  const ada = await api.person("Ada");
  const bob = await api.person("Bob");
  for (const person of [ada, bob])
    expect((await person.call("POST", "/v1/tasks", { title: person.name })).status).toBe(201);

  await api.proxy?.cut();
  for (const [method, path, sent] of [
    ["GET", "/v1/tasks", undefined],
    ["POST", "/v1/tasks", { title: "Meanwhile" }],
    ["GET", "/v1/me", undefined],
  ] as const) {
    const { status, headers, body } = await ada.call(method, path, sent);
    expect(status).toBe(503);
    expect(body.code).toBe("unavailable");
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  }
  const ready = await request(api.url, "GET", "/readyz");
  expect(ready.status).toBe(503);
  expect(ready.body.code).toBe("unavailable");
  expect((await request(api.url, "GET", "/livez")).status).toBe(200);

  await api.proxy?.mend();
  for (const person of [ada, bob]) {
    const { body } = await person.call("GET", "/v1/tasks");
    expect(body.items.map(({ title }: { title: string }) => title)).toEqual([person.name]);
  }
});
