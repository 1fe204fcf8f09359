import { randomUUID } from "node:crypto";
import { answer, behaviours, startIssuer } from "@claimcheck/token-verifier/testing/issuer";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { brokenKeySets, redirectTarget } from "../../../../packages/token-verifier/test/attacks/key-sets.ts";
import { request, startApi } from "../support/api.ts";

afterAll(() => redirectTarget.stop());

const minute = 60_000;
/** Short where the time is to run out, and otherwise long enough for a busy machine. */
const fetchTimeoutOf = (reason: string) => (reason === "timeout" ? 1000 : 30_000);

/** An API and its key server on one clock that moves only when told. */
async function start(fetchTimeoutMs = 30_000) {
  const start = Date.now();
  let passed = 0;
  const clock = { now: () => start + passed, monotonic: () => passed };
  const issuer = await startIssuer(clock);
  const api = await startApi({ issuer, verifier: { ...clock, timing: { fetchTimeoutMs } } });
  onTestFinished(async () => {
    await api.close();
    await issuer.stop();
  });
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  const ask = (token: string) => request(api.url, "GET", "/v1/me", { token });
  const longLived = { expiresIn: 3600 };
  return {
    api,
    issuer,
    ada,
    bob,
    ask,
    tokens: async () => [await ada.token(longLived), await bob.token(longLived)] as const,
    status: async (token: string) => (await ask(token)).status,
    ready: async () => (await request(api.url, "GET", "/readyz")).status,
    pass: (ms: number) => {
      passed += ms;
    },
  };
}

test("many people at once on a cold start: one fetch, and the API is ready", async () => {
  const { issuer, status, tokens, ready } = await start();
  expect(await ready()).toBe(503);
  const both = await tokens();
  const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => status(both[at % 2] ?? "")));
  expect(new Set(answers)).toEqual(new Set([200]));
  expect(issuer.requests).toBe(1);
  expect(await ready()).toBe(200);
});

test("a slow answer in time is waited for, once for all", async () => {
  const { issuer, status, tokens } = await start();
  issuer.setBehaviour((response, keySet) => void setTimeout(() => answer(response, keySet), 50));
  const both = await tokens();
  expect(await Promise.all(both.map(status))).toEqual([200, 200]);
  expect(issuer.requests).toBe(1);
});

test.each(brokenKeySets)(
  "%s at a cold start: 503 with Retry-After and not ready, never 401 (%s)",
  async (_rule, reason, behaviour) => {
    const { issuer, ask, tokens, ready } = await start(fetchTimeoutOf(reason));
    issuer.setBehaviour(behaviour);
    const both = await tokens();
    for (const token of [...both, ...both]) {
      const { status, body, headers } = await ask(token);
      expect([status, body.code]).toEqual([503, "keys_unavailable"]);
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      expect(headers.has("www-authenticate")).toBe(false);
    }
    expect(await ready()).toBe(503);
    expect(issuer.requests).toBe(1);
    expect(redirectTarget.requests).toBe(0);
  },
);

test.each(brokenKeySets)(
  "%s later: known and new tokens go on with the old keys, at one fetch (%s)",
  async (_rule, reason, behaviour) => {
    const { issuer, status, tokens, pass } = await start(fetchTimeoutOf(reason));
    const [ada, bob] = await tokens();
    expect(await status(ada)).toBe(200);
    issuer.setBehaviour(behaviour);
    pass(11 * minute);
    for (let at = 0; at < 3; at += 1) expect([await status(ada), await status(bob)]).toEqual([200, 200]);
    expect(issuer.requests).toBe(2);
    expect(redirectTarget.requests).toBe(0);
  },
);

test("down for long and back again: stale keys for an hour, then 503, then at once 200", async () => {
  const { issuer, ask, status, tokens, pass, ready } = await start();
  const [ada] = await tokens();
  expect(await status(ada)).toBe(200);
  issuer.setBehaviour(behaviours.down);
  pass(11 * minute);
  for (let at = 0; at < 10; at += 1) expect(await status(ada)).toBe(200);
  expect(issuer.requests).toBe(2);
  expect(await ready()).toBe(200);
  pass(50 * minute);
  const [, bob] = await tokens();
  const refused = await ask(bob);
  expect([refused.status, refused.body.code]).toEqual([503, "keys_unavailable"]);
  expect(issuer.requests).toBe(3);
  issuer.setBehaviour(behaviours.serve);
  expect(await status(bob)).toBe(503);
  expect(issuer.requests).toBe(3);
  pass(31_000);
  expect(await status(bob)).toBe(200);
  expect(issuer.requests).toBe(4);
});

test("with nothing cached, a hundred requests while the key server is down are one fetch a wait", async () => {
  const { issuer, status, tokens, pass } = await start();
  issuer.setBehaviour(behaviours.down);
  const [ada] = await tokens();
  for (const fetches of [1, 2, 3]) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => status(ada)));
    expect(new Set(answers)).toEqual(new Set([503]));
    expect(issuer.requests).toBe(fetches);
    pass(30_000);
  }
});

test("two rotations in a row: the first new key is found at once, the second within 30 s", async () => {
  const { issuer, status, ada, bob, tokens, pass } = await start();
  const [old] = await tokens();
  expect(await status(old)).toBe(200);
  await issuer.rotate();
  expect(await status(await ada.token())).toBe(200);
  expect(issuer.requests).toBe(2);
  await issuer.rotate();
  expect(await status(await bob.token())).toBe(401);
  expect(issuer.requests).toBe(2);
  pass(30_000);
  expect(await status(await bob.token())).toBe(200);
  expect(issuer.requests).toBe(3);
  expect(await status(old)).toBe(200);
});

test("published before it signs, a new key costs nobody anything", async () => {
  const { issuer, status, ada, bob, tokens, pass } = await start();
  const [old] = await tokens();
  expect(await status(old)).toBe(200);
  const next = await issuer.addKey();
  pass(11 * minute);
  expect(await status(old)).toBe(200);
  issuer.signWith(next);
  expect([await status(await ada.token()), await status(await bob.token())]).toEqual([200, 200]);
  expect(issuer.requests).toBe(2);
});

test("a removed key is dead at the next refresh, also for a token that was let in before", async () => {
  const { issuer, status, ada, tokens, pass } = await start();
  const [token] = await tokens();
  expect(await status(token)).toBe(200);
  const old = issuer.kid;
  await issuer.rotate();
  issuer.removeKey(old);
  expect(await status(token)).toBe(200);
  pass(11 * minute);
  expect(await status(token)).toBe(401);
  expect(await status(await ada.token())).toBe(200);
  // The second refresh looked for the removed key once more, in case it is a new one.
  expect(issuer.requests).toBe(3);
});

test("unknown key ids cost one fetch in 30 s, up or down, and harm no one", async () => {
  const { issuer, status, ada, tokens, pass } = await start();
  const [good] = await tokens();
  expect(await status(good)).toBe(200);
  const unknown = () => issuer.mint({ uuid: ada.uuid }, { kid: randomUUID() });
  for (let at = 0; at < 20; at += 1) expect(await status(await unknown())).toBe(401);
  expect(issuer.requests).toBe(2);
  issuer.setBehaviour(behaviours.down);
  pass(30_000);
  for (let at = 0; at < 20; at += 1) {
    expect(await status(await unknown())).toBe(503);
    expect(await status(good)).toBe(200);
  }
  expect(issuer.requests).toBe(3);
});
