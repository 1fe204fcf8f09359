import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { behaviours } from "../src/testing/issuer.ts";
import { minute, refusal, startTogether as start, times, unknownKid } from "./support.ts";

test("keys are fetched once for 100 first requests of many users at the same time", async () => {
  const { issuer, verifier } = await start();
  const uuids = times(100).map(() => randomUUID());
  const tokens = await Promise.all(uuids.map((uuid) => issuer.mint({ uuid })));
  const principals = await Promise.all(tokens.map((token) => verifier.verify(token)));
  expect(principals.map(({ userUuid }) => userUuid)).toEqual(uuids);
  expect(issuer.requests).toBe(1);
});

test("keys aren't fetched again within 8 minutes", async () => {
  const { clock, issuer, verifier } = await start();
  await verifier.verify(await issuer.mint());
  clock.pass(8 * minute - 1);
  await verifier.verify(await issuer.mint());
  expect(issuer.requests).toBe(1);
});

test("the age of keys counts from when they were asked for, not from when they came", async () => {
  const { clock, issuer, verifier, told } = await start();
  issuer.setBehaviour((response, keySet) => {
    clock.pass(minute);
    behaviours.serve(response, keySet);
  });
  await verifier.verify(await issuer.mint());
  clock.pass(7 * minute);
  const fetched = told("keys_fetched");
  await verifier.verify(await issuer.mint());
  await fetched;
  expect(issuer.requests).toBe(2);
});

test("from 8 minutes on keys are fetched in the background, and no request waits for it", async () => {
  const { clock, issuer, verifier, told } = await start();
  await verifier.verify(await issuer.mint());
  const asked = new Promise<() => void>((resolve) => {
    issuer.setBehaviour((response, keySet) => resolve(() => behaviours.serve(response, keySet)));
  });
  clock.pass(8 * minute);
  // The key server holds its answer back, and yet these go through.
  for (const _ of times(3)) await verifier.verify(await issuer.mint());
  const release = await asked;
  const fetched = told("keys_fetched");
  release();
  await fetched;
  clock.pass(8 * minute - 1000);
  await verifier.verify(await issuer.mint());
  expect(issuer.requests).toBe(2);
});

test("keys older than 10 minutes are fetched before they are used", async () => {
  const { clock, issuer, verifier } = await start();
  const removed = issuer.kid;
  await verifier.verify(await issuer.mint());
  const token = await issuer.mint({ expiresIn: 3600 });
  await issuer.rotate();
  issuer.removeKey(removed);
  clock.pass(10 * minute);
  expect(await refusal(verifier.verify(token))).toMatchObject({ code: "kid_unknown" });
  await verifier.verify(await issuer.mint());
});

test("a removed key is dead at the next fetch, also for a token that was found good before", async () => {
  const { clock, issuer, verifier, told } = await start();
  const old = issuer.kid;
  const token = await issuer.mint({ expiresIn: 3600 });
  await verifier.verify(token);
  await issuer.rotate();
  issuer.removeKey(old);
  clock.pass(8 * minute);
  const fetched = told("keys_fetched");
  await verifier.verify(token);
  await fetched;
  expect(await refusal(verifier.verify(token))).toMatchObject({ code: "kid_unknown" });
});

test("two rotations cost nobody a refusal when keys are published before they sign", async () => {
  const { clock, issuer, verifier, told } = await start();
  const tokens = [await issuer.mint({ expiresIn: 3600 })];
  await verifier.verify(tokens[0] as string);
  for (const _ of times(2)) {
    const next = await issuer.addKey();
    clock.pass(8 * minute);
    const fetched = told("keys_fetched");
    for (const token of tokens) await verifier.verify(token);
    await fetched;
    issuer.signWith(next);
    tokens.push(await issuer.mint({ expiresIn: 3600 }));
    for (const token of tokens) await verifier.verify(token);
  }
  expect(issuer.requests).toBe(3);
});

test("a key that signs unannounced is found by one fetch for all who bring it", async () => {
  const { issuer, verifier } = await start();
  await verifier.verify(await issuer.mint());
  await issuer.rotate();
  const tokens = await Promise.all(times(50).map(() => issuer.mint()));
  await Promise.all(tokens.map((token) => verifier.verify(token)));
  expect(issuer.requests).toBe(2);
});

test("unknown key ids lead to one fetch in 30 s, however many come", async () => {
  const { clock, issuer, verifier } = await start();
  const good = await issuer.mint();
  await verifier.verify(good);
  for (const round of [2, 3, 4]) {
    const flood = await Promise.all(times(100).map(() => unknownKid(issuer)));
    const errors = await Promise.all(flood.map((token) => refusal(verifier.verify(token))));
    for (const error of errors) expect(error).toMatchObject({ code: "kid_unknown" });
    for (const token of flood) await refusal(verifier.verify(token));
    expect(issuer.requests).toBe(round);
    clock.pass(30_000);
  }
  await verifier.verify(good);
});

test.each([
  ["set back", -120 * minute, 10 * minute],
  ["ahead when a machine has slept, which the steady clock doesn't count", 10 * minute, 0],
])("a clock that is %s lets no key be used longer", async (_rule, set, pass) => {
  const { clock, issuer, verifier } = await start();
  const removed = issuer.kid;
  await verifier.verify(await issuer.mint());
  const token = await issuer.mint({ expiresIn: 3600 });
  await issuer.rotate();
  issuer.removeKey(removed);
  clock.set(set);
  clock.pass(pass);
  expect(await refusal(verifier.verify(token))).toMatchObject({ code: "kid_unknown" });
});
