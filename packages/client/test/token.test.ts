import { expect, test } from "vitest";
import { ApiError } from "../src/api-error.ts";
import { createTokenStore } from "../src/token.ts";
import { tokenOf } from "./token-of.ts";

function setUp(life = 300) {
  let fetched = 0;
  const clock = { seconds: 0, ahead: 0 };
  const store = createTokenStore({
    fetchToken: async () => tokenOf(++fetched, life),
    now: () => clock.seconds * 1000,
    wall: () => (1_800_000_000 + clock.seconds + clock.ahead) * 1000,
  });
  return { store, clock, fetched: () => fetched };
}

test("a token is fetched once and given again while it lives", async () => {
  const { store, clock, fetched } = setUp();
  const first = await store.get();
  clock.seconds = 269;
  expect(await store.get()).toBe(first);
  expect(fetched()).toBe(1);
});

test("a token is renewed 30 seconds before its end", async () => {
  const { store, clock, fetched } = setUp();
  const first = await store.get();
  clock.seconds = 270;
  expect(await store.get()).not.toBe(first);
  expect(fetched()).toBe(2);
});

test("a token that ran out while the machine slept, and its monotonic clock stood still, isn't sent", async () => {
  const { store, clock, fetched } = setUp();
  const first = await store.get();
  clock.ahead = 269;
  expect(await store.get()).toBe(first);
  clock.ahead = 3600;
  expect(await store.get()).not.toBe(first);
  expect(fetched()).toBe(2);
});

test("a wall clock that is set back keeps no token for longer", async () => {
  const { store, clock, fetched } = setUp();
  await store.get();
  clock.ahead = -86_400;
  clock.seconds = 269;
  await store.get();
  expect(fetched()).toBe(1);
  clock.seconds = 270;
  await store.get();
  expect(fetched()).toBe(2);
});

test("a refusal with Retry-After is thrown again without asking, until that time has passed", async () => {
  const clock = { seconds: 0 };
  let calls = 0;
  const store = createTokenStore({
    fetchToken: async () => {
      if (++calls > 1) return tokenOf(calls);
      throw new ApiError({ status: 429, code: "unknown", detail: "Too many", retryAfter: 20 });
    },
    now: () => clock.seconds * 1000,
    wall: () => 0,
  });
  await expect(store.get()).rejects.toMatchObject({ retryAfter: 20 });
  clock.seconds = 19;
  await expect(store.get()).rejects.toMatchObject({ retryAfter: 20 });
  expect(calls).toBe(1);
  clock.seconds = 20;
  expect(await store.get()).toBe(tokenOf(2));
});

test("a token of 30 seconds is still used for half of them", async () => {
  const { store, clock, fetched } = setUp(30);
  await store.get();
  clock.seconds = 14;
  await store.get();
  expect(fetched()).toBe(1);
  clock.seconds = 15;
  await store.get();
  expect(fetched()).toBe(2);
});

test("calls at the same time share one refresh", async () => {
  const { store, fetched } = setUp();
  const tokens = await Promise.all([store.get(), store.get(), store.get()]);
  expect(new Set(tokens).size).toBe(1);
  expect(fetched()).toBe(1);
});

test("a token that was refused is never given again, and a newer one isn't fetched for it", async () => {
  const { store, fetched } = setUp();
  const first = await store.get();
  const second = await store.get(first);
  expect(second).not.toBe(first);
  expect(await store.get(first)).toBe(second);
  expect(fetched()).toBe(2);
});

test("a token that was on its way when the store was cleared isn't kept", async () => {
  const { store, fetched } = setUp();
  const early = store.get();
  store.clear();
  const late = await store.get();
  expect(await early).not.toBe(late);
  expect(await store.get()).toBe(late);
  expect(fetched()).toBe(2);
});

test("a failed fetch reaches all who wait, and the next call tries again", async () => {
  let calls = 0;
  const store = createTokenStore({
    fetchToken: async () => {
      if (++calls === 1) throw new Error("signed out");
      return tokenOf(calls);
    },
  });
  const [one, two] = await Promise.allSettled([store.get(), store.get()]);
  expect([one.status, two.status]).toEqual(["rejected", "rejected"]);
  await expect(store.get()).resolves.toBe(tokenOf(2));
});

test("a token whose times can't be read is used for the calls at hand only", async () => {
  let calls = 0;
  const store = createTokenStore({ fetchToken: async () => `opaque-${++calls}` });
  expect(await store.get()).toBe("opaque-1");
  expect(await store.get()).toBe("opaque-2");
});
