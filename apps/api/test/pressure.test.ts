import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { request, startApi } from "./support/api.ts";

/** Keeps this process, of which the API is a part, at work. */
async function work(ms: number): Promise<void> {
  const until = performance.now() + ms;
  while (performance.now() < until);
  await setImmediate();
}

test("while it has more to do than it can, each user has one request at a time, more are 503 with Retry-After, and no other user is refused for them", async () => {
  const api = await startApi({ overloadedAfterMs: 300 });
  onTestFinished(() => api.close());
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  const served = () => expect.poll(async () => (await ada.call("GET", "/v1/tasks")).status).toBe(200);
  await served();
  for (let times = 0; times < 3; times += 1) await work(700);
  let answered = false;
  const asked = Promise.all([
    Promise.all(Array.from({ length: 4 }, () => ada.call("GET", "/v1/tasks"))),
    bob.call("GET", "/v1/tasks"),
    request(api.url, "GET", "/livez"),
  ]).finally(() => {
    answered = true;
  });
  while (!answered) await work(700);
  const [hers, his, alive] = await asked;
  expect([his.status, alive.status]).toEqual([200, 200]);
  const refused = hers.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(4);
  for (const { status, body, headers } of refused) {
    expect([status, body.code]).toEqual([503, "unavailable"]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  }
  await served();
});
