import { expect, onTestFinished, test } from "vitest";
import type { RateLimits } from "../src/plugins/rate-limits.ts";
import { request, startApi, type TestApi } from "./support/api.ts";

async function start(config: Partial<RateLimits>) {
  const api = await startApi({ config });
  onTestFinished(() => api.close());
  return { api, ada: await api.person("Ada"), bob: await api.person("Bob") };
}
const tasks = (api: TestApi, token: string, headers: Record<string, string> = {}) =>
  request(api.url, "GET", "/v1/tasks", { token, headers });

test("refused tokens beyond the address's budget are 429, and a valid one from there never is", async () => {
  const { api, ada, bob } = await start({ RATE_LIMIT_REFUSED: 2 });
  const bad = await ada.token({ aud: "https://elsewhere.example" });
  const statuses = [];
  for (let at = 0; at < 5; at += 1) statuses.push((await tasks(api, bad)).status);
  expect(statuses).toEqual([401, 401, 429, 429, 429]);
  const refused = await tasks(api, bad);
  expect(refused.body.code).toBe("too_many_requests");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("content-type")).toContain("application/problem+json");
  for (const person of [ada, bob]) expect((await tasks(api, await person.token())).status).toBe(200);
});

test("a request without a token uses up nothing of it", async () => {
  const { api, ada } = await start({ RATE_LIMIT_REFUSED: 1 });
  for (let at = 0; at < 3; at += 1) expect((await request(api.url, "GET", "/v1/tasks")).status).toBe(401);
  const bad = await ada.token({ aud: "https://elsewhere.example" });
  expect([(await tasks(api, bad)).status, (await tasks(api, bad)).status]).toEqual([401, 429]);
});

test.each([
  ["have expired, as after a sleep", () => ({ expiresIn: -60 }), "The token has expired."],
  ["are of a moment ahead of our clock", () => ({ iat: now() + 60, exp: now() + 360 }), "The token isn't accepted."],
])("genuine tokens that %s use up nothing of their address's budget", async (_case, times, detail) => {
  const { api, ada, bob } = await start({ RATE_LIMIT_REFUSED: 2 });
  for (let at = 0; at < 10; at += 1) {
    for (const person of [ada, bob]) {
      const { status, body } = await tasks(api, await person.token(times()));
      expect([status, body.detail]).toEqual([401, detail]);
    }
  }
  const statuses = [];
  for (let at = 0; at < 3; at += 1) statuses.push((await tasks(api, "a.b.c")).status);
  expect(statuses).toEqual([401, 401, 429]);
});

test("they are counted against their user, apart from that user's own requests", async () => {
  const { api, ada, bob } = await start({ RATE_LIMIT_USER: 2, RATE_LIMIT_REFUSED: 1 });
  const [old, his] = [await ada.token({ expiresIn: -60 }), await bob.token({ expiresIn: -60 })];
  const statuses = [];
  for (let at = 0; at < 3; at += 1) statuses.push((await tasks(api, old)).status);
  expect(statuses).toEqual([401, 401, 429]);
  expect(Number((await tasks(api, old)).headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await tasks(api, his)).status).toBe(401);
  expect((await tasks(api, await ada.token())).status).toBe(200);
});

const now = () => Math.floor(Date.now() / 1000);

test("an address can't be made up: forwarded headers count only by the trusted name", async () => {
  const bad = "a.b.c";
  const plain = await start({ RATE_LIMIT_REFUSED: 1 });
  const forged = (address: string) => tasks(plain.api, bad, { "x-forwarded-for": address });
  expect((await forged("203.0.113.1")).status).toBe(401);
  expect((await forged("203.0.113.2")).status).toBe(429);

  const behind = await start({ RATE_LIMIT_REFUSED: 1, TRUSTED_IP_HEADER: "x-real-ip" });
  const from = (address: string) => tasks(behind.api, bad, { "x-real-ip": address });
  expect((await from("203.0.113.1")).status).toBe(401);
  expect((await from("203.0.113.2")).status).toBe(401);
  expect((await from("203.0.113.1")).status).toBe(429);
  // One subscriber has a whole /64 of IPv6 addresses.
  expect((await from("2001:db8::1")).status).toBe(401);
  expect((await from("2001:db8::2")).status).toBe(429);
});

test("a trusted header with anything but one address counts as the address that connected, and is logged once", async () => {
  const { api } = await start({ RATE_LIMIT_REFUSED: 3, TRUSTED_IP_HEADER: "x-real-ip" });
  const statuses = [];
  for (const told of ["203.0.113.1, 198.18.0.1", "203.0.113.2, 198.18.0.1", "203.0.113.3:80", "unknown", "a, b"])
    statuses.push((await tasks(api, "a.b.c", { "x-real-ip": told })).status);
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  expect((await tasks(api, "a.b.c", { "x-real-ip": "203.0.113.4" })).status).toBe(401);
  const warnings = api.logs.filter((line) => line.includes("TRUSTED_IP_HEADER"));
  expect(warnings).toEqual([expect.stringContaining("x-real-ip has several addresses")]);
});

test("a person who sends too much is 429, whatever the address and token, and nobody else is", async () => {
  const { api, ada, bob } = await start({ RATE_LIMIT_USER: 2, TRUSTED_IP_HEADER: "x-real-ip" });
  const from = async (address: string) => (await tasks(api, await ada.token(), { "x-real-ip": address })).status;
  expect([await from("203.0.113.1"), await from("203.0.113.2"), await from("203.0.113.3")]).toEqual([200, 200, 429]);
  const write = await ada.call("POST", "/v1/tasks", { title: "Too much" });
  expect(write.status).toBe(429);
  expect(write.body.code).toBe("too_many_requests");
  expect(Number(write.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await bob.call("GET", "/v1/tasks")).body.items).toEqual([]);
});

test("a budget that is used up isn't forgotten for thousands of other addresses", async () => {
  const { api } = await start({ RATE_LIMIT_REFUSED: 1, TRUSTED_IP_HEADER: "x-real-ip" });
  const from = async (address: string) => {
    const headers = { authorization: "Bearer a.b.c", "x-real-ip": address };
    return (await api.app.inject({ url: "/v1/tasks", headers })).statusCode;
  };
  expect([await from("203.0.113.1"), await from("203.0.113.1")]).toEqual([401, 429]);
  for (let at = 0; at < 6000; at += 1) await from(`10.0.${at >> 8}.${at & 255}`);
  expect(await from("203.0.113.1")).toBe(429);
});
