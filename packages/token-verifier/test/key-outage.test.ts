import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { KeysUnavailableError } from "../src/errors.ts";
import { behaviours } from "../src/testing/issuer.ts";
import {
  issuerForTest,
  minute,
  refusal,
  runOutOfTime,
  startTogether as start,
  times,
  unknownKid,
  verifierFor,
} from "./support.ts";

test("unknown key ids while the issuer is down lead to one fetch in 30 s, 503, and harm no one", async () => {
  const { clock, issuer, verifier } = await start();
  const good = await issuer.mint();
  await verifier.verify(good);
  issuer.setBehaviour(behaviours.down);
  for (const _ of times(100)) {
    const error = await refusal(verifier.verify(await unknownKid(issuer)));
    expect(error).toBeInstanceOf(KeysUnavailableError);
    expect(error).toMatchObject({ retryAfter: 30 });
    await verifier.verify(good);
  }
  expect(issuer.requests).toBe(2);
  clock.pass(30_000);
  await refusal(verifier.verify(await unknownKid(issuer)));
  expect(issuer.requests).toBe(3);
});

test("keys are fetched under a name of our own: CDNs refuse those of libraries", async () => {
  const { issuer, verifier } = await start();
  issuer.setBehaviour(behaviours.behindCdn);
  await verifier.verify(await issuer.mint());
});

test("with nothing cached, failures are followed by waits of 1, 2, 4 ... 30 s, less up to half", async () => {
  const { clock, issuer, verifier, events } = await start();
  issuer.setBehaviour(behaviours.down);
  const token = await issuer.mint({ expiresIn: 3600 });
  for (const [index, ceiling] of [1, 2, 4, 8, 16, 30, 30, 30].entries()) {
    const attempts = index + 1;
    const errors = await Promise.all(times(100).map(() => refusal(verifier.verify(token))));
    expect(issuer.requests).toBe(attempts);
    const event = events.at(-1);
    if (event?.type !== "keys_fetch_failed") throw new Error("no failure was told");
    expect(event).toMatchObject({ reason: "unreachable", failures: attempts });
    expect(event.retryInMs).toBeGreaterThanOrEqual(ceiling * 500);
    expect(event.retryInMs).toBeLessThanOrEqual(ceiling * 1000);
    const retryAfter = Math.ceil(event.retryInMs / 1000);
    for (const error of errors) expect(error).toMatchObject({ code: "keys_unavailable", retryAfter });
    clock.pass(event.retryInMs - 1);
    await refusal(verifier.verify(token));
    expect(issuer.requests).toBe(attempts);
    clock.pass(1);
  }
  issuer.setBehaviour(behaviours.serve);
  await verifier.verify(token);
  expect(verifier.ready).toBe(true);
  // And all is forgiven: an unknown key is the token's fault again, not the issuer's.
  expect(await refusal(verifier.verify(await unknownKid(issuer)))).toMatchObject({
    code: "kid_unknown",
  });
});

test("many instances don't all come back at the same moment", async () => {
  const waits = new Set<number>();
  for (const _ of times(5)) {
    const { issuer, verifier, events } = await start();
    issuer.setBehaviour(behaviours.down);
    await refusal(verifier.verify(await issuer.mint()));
    const [event] = events;
    if (event?.type === "keys_fetch_failed") waits.add(event.retryInMs);
  }
  expect(waits.size).toBeGreaterThan(1);
});

test("while the issuer is down, keys stay good for an hour, then it is 503 until it is back", async () => {
  const { clock, issuer, verifier, events } = await start();
  await verifier.verify(await issuer.mint());
  issuer.setBehaviour(behaviours.down);
  const people = [randomUUID(), randomUUID()];
  for (const _ of times(6)) {
    clock.pass(10 * minute);
    for (const uuid of people) {
      expect((await verifier.verify(await issuer.mint({ uuid }))).userUuid).toBe(uuid);
    }
  }
  expect(events.map(({ type }) => type)).toContain("keys_stale_used");
  clock.pass(1);
  const error = await refusal(verifier.verify(await issuer.mint()));
  expect(error).toBeInstanceOf(KeysUnavailableError);
  clock.pass(minute);
  issuer.setBehaviour(behaviours.serve);
  await verifier.verify(await issuer.mint());
});

test("a clock that is set back a little while the issuer is down harms no one, and asks no more often", async () => {
  const { clock, issuer, verifier } = await start();
  const good = await issuer.mint();
  await verifier.verify(good);
  issuer.setBehaviour(behaviours.down);
  clock.set(-1);
  await verifier.verify(good);
  await verifier.verify(await issuer.mint());
  expect(issuer.requests).toBe(1);
  clock.pass(11 * minute);
  await verifier.verify(await issuer.mint());
  for (const _ of times(20)) {
    clock.set(-1);
    await verifier.verify(await issuer.mint());
  }
  expect(issuer.requests).toBe(2);
});

test("while the issuer hangs, only the first request waits; later ones use the old keys at once", async () => {
  const { clock, issuer, verifier, events, told } = await start();
  await verifier.verify(await issuer.mint());
  runOutOfTime(issuer, behaviours.hang);
  clock.pass(10 * minute);
  await verifier.verify(await issuer.mint());
  expect(events.map(({ type }) => type)).toEqual(["keys_fetched", "keys_fetch_failed", "keys_stale_used"]);
  clock.pass(1000);
  const failed = told("keys_fetch_failed");
  const asked = new Promise<void>((resolve) => issuer.setBehaviour(() => resolve()));
  await verifier.verify(await issuer.mint());
  // The second fetch is still hanging when the request has gone through.
  await asked;
  expect(events.filter(({ type }) => type === "keys_fetch_failed")).toHaveLength(1);
  vi.runOnlyPendingTimers();
  await failed;
  expect(issuer.requests).toBe(3);
});

test("old keys in use are told once for each failed fetch, not for each request", async () => {
  const { clock, issuer, verifier, events } = await start();
  await verifier.verify(await issuer.mint());
  issuer.setBehaviour(behaviours.down);
  clock.pass(11 * minute);
  for (const _ of times(20)) await verifier.verify(await issuer.mint());
  expect(events.filter(({ type }) => type === "keys_stale_used")).toHaveLength(1);
});

test("warm fetches ahead of the first token and doesn't throw when the issuer is down", async () => {
  const issuer = await issuerForTest();
  issuer.setBehaviour(behaviours.down);
  const { verifier, told } = verifierFor(issuer, { timing: { backoffMs: 20, maxBackoffMs: 20 } });
  await verifier.warm();
  expect(verifier.ready).toBe(false);
  const fetched = told("keys_fetched");
  issuer.setBehaviour(behaviours.serve);
  // It goes on trying by itself: an instance that isn't ready gets no requests to remind it.
  await fetched;
  expect(verifier.ready).toBe(true);
  const { requests } = issuer;
  await verifier.warm();
  await verifier.verify(await issuer.mint());
  expect(issuer.requests).toBe(requests);
});

test("close ends a fetch under way and what would follow it", async () => {
  const issuer = await issuerForTest();
  const asked = new Promise<void>((resolve) => issuer.setBehaviour(() => resolve()));
  const { verifier, events } = verifierFor(issuer);
  const warming = verifier.warm();
  await asked;
  verifier.close();
  await warming;
  expect(events).toMatchObject([{ type: "keys_fetch_failed", reason: "unreachable" }]);
  expect(issuer.requests).toBe(1);
});

test("a fault in the event handler refuses nobody", async () => {
  const issuer = await issuerForTest();
  const { verifier } = verifierFor(issuer, {
    onEvent: () => {
      throw new Error("the log is full");
    },
  });
  await verifier.verify(await issuer.mint());
});

test("events hold nothing of a token", async () => {
  const { clock, issuer, verifier, events } = await start();
  const token = await issuer.mint();
  await verifier.verify(token);
  issuer.setBehaviour(behaviours.down);
  clock.pass(11 * minute);
  await verifier.verify(await issuer.mint());
  const text = JSON.stringify(events);
  for (const segment of token.split(".")) expect(text).not.toContain(segment);
});
