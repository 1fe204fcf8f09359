import { randomUUID } from "node:crypto";
import { onTestFinished, vi } from "vitest";
import type { KeyEvent } from "../src/jwks-cache.ts";
import type { VerifierOptions } from "../src/options.ts";
import { answer, type Behaviour, startIssuer, type TestIssuer } from "../src/testing/issuer.ts";
import { defaultTiming } from "../src/timing.ts";
import { createTokenVerifier } from "../src/verifier.ts";

/** Clocks that only move when the test says so: `pass` moves both, `set` the one that people set. */
export function createClock() {
  let wall = Date.now();
  let steady = 0;
  return {
    now: () => wall,
    monotonic: () => steady,
    set: (ms: number) => {
      wall += ms;
    },
    pass: (ms: number) => {
      wall += ms;
      steady += ms;
    },
  };
}

/** A verifier of the issuer's tokens that is closed after the test, and what it told about its keys. */
export function verifierFor(issuer: TestIssuer, options: Partial<VerifierOptions> = {}) {
  const events: KeyEvent[] = [];
  const waiting: { type: KeyEvent["type"]; resolve: () => void }[] = [];
  const verifier = createTokenVerifier({
    issuer: issuer.issuer,
    audience: issuer.audience,
    jwksUrl: issuer.jwksUrl,
    onEvent: (event) => {
      events.push(event);
      for (const one of waiting.splice(0)) {
        if (one.type === event.type) one.resolve();
        else waiting.push(one);
      }
    },
    ...options,
  });
  onTestFinished(() => verifier.close());
  return {
    verifier,
    events,
    /** Settles at the next event of this type. */
    told: (type: KeyEvent["type"]) =>
      new Promise<void>((resolve) => {
        waiting.push({ type, resolve });
      }),
  };
}

/**
 * Lets the key server behave like this, and every fetch time out once the server has its request. Neither the test nor
 * a busy machine decides whether an answer comes in time. Only setTimeout is faked.
 */
export function runOutOfTime(issuer: TestIssuer, behaviour: Behaviour): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  issuer.setBehaviour((...given) => {
    behaviour(...given);
    vi.advanceTimersByTime(defaultTiming.fetchTimeoutMs);
  });
}

/** An issuer for one test. */
export async function issuerForTest(options: Parameters<typeof startIssuer>[0] = {}) {
  const issuer = await startIssuer(options);
  onTestFinished(() => issuer.stop());
  return issuer;
}

/** The error a promise rejects with; fails when it doesn't. */
export async function refusal(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("it was accepted");
    },
    (error: unknown) => error,
  );
}

export const b64 = (part: string | Uint8Array) => Buffer.from(part).toString("base64url");

/** An issuer and a verifier that share a clock, so that tokens stay good while the keys grow old. */
export async function startTogether() {
  const clock = createClock();
  const issuer = await issuerForTest({ now: clock.now });
  return { clock, issuer, ...verifierFor(issuer, clock) };
}

export const minute = 60_000;
export const times = (count: number) => Array.from({ length: count });
/** A token of a key that was never published. */
export const unknownKid = (issuer: TestIssuer) => issuer.mint({}, { kid: randomUUID() });

/** Answers with the published keys and more. */
export const beside =
  (...more: object[]): Behaviour =>
  (response, keySet) =>
    answer(response, JSON.stringify({ keys: [...JSON.parse(keySet).keys, ...more] }));
