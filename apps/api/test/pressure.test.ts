import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { request, startApi } from "./support/api.ts";

/** Keeps this process, of which the API is a part, at work. */
async function work(ms: number): Promise<void> {
  const until = performance.now() + ms;
  while (performance.now() < until);
  await setImmediate();
}

test("while it has more to do than it can, each request but /livez is 503 with Retry-After, until that is over", async () => {
  const api = await startApi({ overloadedAfterMs: 300 });
  onTestFinished(() => api.close());
  const ada = await api.person("Ada");
  const served = () => expect.poll(async () => (await ada.call("GET", "/v1/tasks")).status).toBe(200);
  await served();
  for (let times = 0; times < 3; times += 1) await work(700);
  let answered = false;
  const asked = Promise.all([ada.call("GET", "/v1/tasks"), request(api.url, "GET", "/livez")]).finally(() => {
    answered = true;
  });
  while (!answered) await work(700);
  const [refused, alive] = await asked;
  expect([refused.status, refused.body.code, alive.status]).toEqual([503, "unavailable", 200]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  await served();
}, 30_000);
