import { randomUUID } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { behaviours } from "../src/testing/issuer.ts";
import { createVerifiedCache } from "../src/verified-cache.ts";
import { createClock, issuerForTest, refusal, verifierFor } from "./support.ts";

afterEach(() => vi.restoreAllMocks());

/** An issuer, a verifier on the same clock, and a count of signature checks, which still happen. */
async function start() {
  const clock = createClock();
  const issuer = await issuerForTest({ now: clock.now });
  const checks = vi.spyOn(crypto.subtle, "verify");
  return { clock, issuer, checks, ...verifierFor(issuer, clock) };
}

test("two people's tokens in turn each give their own person, with one signature check each", async () => {
  const { issuer, checks, verifier } = await start();
  const people = [randomUUID(), randomUUID()];
  const tokens = await Promise.all(people.map((uuid) => issuer.mint({ uuid })));
  for (let round = 0; round < 10; round += 1) {
    for (const [index, token] of tokens.entries()) {
      expect((await verifier.verify(token)).userUuid).toBe(people[index]);
    }
  }
  expect(checks).toHaveBeenCalledTimes(2);
});

test("after 60 s the signature is checked again", async () => {
  const { clock, issuer, checks, verifier } = await start();
  const token = await issuer.mint();
  await verifier.verify(token);
  clock.pass(59_999);
  await verifier.verify(token);
  expect(checks).toHaveBeenCalledTimes(1);
  clock.pass(1);
  await verifier.verify(token);
  expect(checks).toHaveBeenCalledTimes(2);
});

test("a remembered token is refused the moment it expires", async () => {
  const { clock, issuer, checks, verifier } = await start();
  const [first, second] = [await issuer.mint({ expiresIn: 20 }), await issuer.mint()];
  for (const token of [first, second]) await verifier.verify(token);
  clock.pass(25_000);
  expect(await refusal(verifier.verify(first))).toMatchObject({ code: "token_expired" });
  await verifier.verify(second);
  expect(checks).toHaveBeenCalledTimes(2);
});

test("a remembered token is refused when the clock is set back before its iat", async () => {
  const { clock, issuer, verifier } = await start();
  const token = await issuer.mint();
  await verifier.verify(token);
  clock.set(-60_000);
  expect(await refusal(verifier.verify(token))).toMatchObject({ code: "issued_in_future" });
});

test("refused tokens aren't remembered, so that they can't push good ones out", async () => {
  const { issuer, checks, verifier } = await start();
  const good = await issuer.mint();
  await verifier.verify(good);
  const bad = await issuer.mint({ aud: "https://other.example" });
  await refusal(verifier.verify(bad));
  await refusal(verifier.verify(bad));
  expect(checks).toHaveBeenCalledTimes(3);
  await verifier.verify(good);
  expect(checks).toHaveBeenCalledTimes(3);
});

test("a token that differs in one character of the signature isn't taken for a remembered one", async () => {
  const { issuer, verifier } = await start();
  const token = await issuer.mint();
  await verifier.verify(token);
  const last = token.endsWith("A") ? "Q" : "A";
  const error = await refusal(verifier.verify(token.slice(0, -1) + last));
  expect(error).toMatchObject({ code: "signature_wrong" });
});

test("a new key set drops everything, a failed fetch nothing", async () => {
  const { clock, issuer, checks, verifier, told } = await start();
  const tokens = [await issuer.mint({ expiresIn: 3600 }), await issuer.mint({ expiresIn: 3600 })];
  const verifyAll = async () => {
    for (const token of tokens) await verifier.verify(token);
  };
  await verifyAll();
  clock.pass(8 * 60_000 - 1000);
  await verifyAll();
  expect(checks).toHaveBeenCalledTimes(4);

  issuer.setBehaviour(behaviours.down);
  clock.pass(1000);
  const failed = told("keys_fetch_failed");
  await verifyAll();
  await failed;
  await verifyAll();
  expect(checks).toHaveBeenCalledTimes(4);

  issuer.setBehaviour(behaviours.serve);
  clock.pass(1000);
  const fetched = told("keys_fetched");
  await verifyAll();
  await fetched;
  expect(checks).toHaveBeenCalledTimes(4);
  await verifyAll();
  expect(checks).toHaveBeenCalledTimes(6);
});

test("holds 1000 entries and lets the least recently used go", () => {
  const cache = createVerifiedCache<number>({ ttlMs: 1000, clock: createClock() });
  for (let index = 0; index < 1000; index += 1) cache.put(`token ${index}`, 1, index);
  expect(cache.get("token 0", 1)).toBe(0);
  cache.put("token 1000", 1, 1000);
  expect(cache.get("token 0", 1)).toBe(0);
  expect(cache.get("token 1", 1)).toBeUndefined();
  expect(cache.get("token 1000", 1)).toBe(1000);
});

test("takes nothing that was checked against a key set replaced meanwhile", () => {
  const cache = createVerifiedCache<string>({ ttlMs: 1000, clock: createClock() });
  cache.put("ada's token", 2, "ada");
  cache.put("bob's token", 1, "bob");
  expect(cache.get("bob's token", 2)).toBeUndefined();
  expect(cache.get("ada's token", 1)).toBeUndefined();
  expect(cache.get("ada's token", 2)).toBe("ada");
});

test.each([-3_600_000, 3_600_000])("a clock that is set by %i ms lets no entry last longer", (ms) => {
  const clock = createClock();
  const cache = createVerifiedCache<string>({ ttlMs: 1000, clock });
  cache.put("ada's token", 1, "ada");
  clock.set(ms);
  clock.pass(1000);
  expect(cache.get("ada's token", 1)).toBeUndefined();
});
