import { afterAll, expect, test } from "vitest";
import { brokenKeySets, redirectTarget } from "./attacks/key-sets.ts";
import { createClock, issuerForTest, refusal, runOutOfTime, verifierFor } from "./support.ts";

afterAll(() => redirectTarget.stop());

test.each(brokenKeySets)("%s leaves the old keys in use (%s)", async (_rule, reason, behaviour) => {
  const issuer = await issuerForTest();
  const clock = createClock();
  const { verifier, events } = verifierFor(issuer, clock);
  const [one, other] = [await issuer.mint({ expiresIn: 3600 }), await issuer.mint({ expiresIn: 3600 })];
  const before = await verifier.verify(one);
  if (reason === "timeout") runOutOfTime(issuer, behaviour);
  else issuer.setBehaviour(behaviour);
  clock.pass(11 * 60_000);
  expect(await verifier.verify(one)).toEqual(before);
  expect((await verifier.verify(other)).userUuid).not.toBe(before.userUuid);
  expect(events.slice(1)).toMatchObject([
    { type: "keys_fetch_failed", reason, failures: 1 },
    { type: "keys_stale_used", ageMs: 11 * 60_000 },
  ]);
  expect(issuer.requests).toBe(2);
  expect(redirectTarget.requests).toBe(0);
});

test.each(brokenKeySets)("%s at first is no keys, never a refused token (%s)", async (_rule, reason, behaviour) => {
  const issuer = await issuerForTest();
  if (reason === "timeout") runOutOfTime(issuer, behaviour);
  else issuer.setBehaviour(behaviour);
  const { verifier, events } = verifierFor(issuer);
  const error = await refusal(verifier.verify(await issuer.mint()));
  expect(error).toMatchObject({ code: "keys_unavailable", retryAfter: 1 });
  expect(events).toMatchObject([{ type: "keys_fetch_failed", reason }]);
  expect(verifier.ready).toBe(false);
});
