import { addPerson } from "@claimcheck/database/testing/test-database";
import { expect, test } from "vitest";
import { type Bridge, startBridge } from "../support/bridge.ts";

const times = {
  JWKS_MAX_AGE: "1s",
  JWKS_REFRESH: "1s",
  KEY_ROTATION_LEAD: "3s",
  ACCESS_TOKEN_LIFE: "5s",
};
const people = 25;

const start = (env: Record<string, string> = {}) => startBridge({ ...times, ...env }, 2);

/** Somebody who signs in, keeps a token until shortly before its end, and counts what they are answered. */
async function person({ web, apis, database }: Bridge, at: number, seen: Set<string>, answers: number[]) {
  const headers = { origin: web, "x-real-ip": `198.18.${at}.1` };
  const password = "password-1";
  const { email } = await addPerson(database, { password });
  const entered = await fetch(`${web}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  expect(entered.status).toBe(200);
  const cookie = entered.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  let token = "";
  let renewAt = 0;
  return async () => {
    if (Date.now() >= renewAt) {
      const answer = await fetch(`${web}/api/auth/token`, { headers: { ...headers, cookie } });
      ({ token } = (await answer.json()) as { token: string });
      renewAt = Date.now() + 3000;
    }
    seen.add(JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid);
    const api = apis[answers.length % apis.length];
    const { status } = await fetch(`${api?.url}/v1/tasks`, {
      headers: { authorization: `Bearer ${token}` },
    });
    answers.push(status);
  };
}

/** Requests of many people until the first key is gone and enough were made, spread over the whole cycle. */
async function load(started: Bridge, atLeast: number) {
  const { keys } = started.issuer;
  const seen = new Set<string>();
  const answers: number[] = [];
  const crowd: (() => Promise<void>)[] = [];
  while (crowd.length < people) crowd.push(await person(started, crowd.length, seen, answers));
  const [first] = await keys.list();
  let over = false;
  const deadline = Date.now() + 200_000;
  const watch = async () => {
    while (!over) {
      await Promise.all(crowd.map((ask) => ask()));
      await keys.step();
      const gone = !(await keys.list()).some(({ id }) => id === first?.id);
      over = (gone && answers.length >= atLeast) || Date.now() > deadline;
    }
  };
  await Promise.all(crowd.map((ask) => ask()));
  await keys.rotate();
  await watch();
  return { answers, seen, left: await keys.list() };
}

test("a full rotation under 2,000 requests of 25 people refuses not a single one", async () => {
  const { answers, seen, left } = await load(await start(), 2000);
  expect(answers.length).toBeGreaterThanOrEqual(2000);
  expect(answers.filter((status) => status !== 200)).toEqual([]);
  expect(seen.size).toBe(2);
  expect(left.map(({ state }) => state)).toEqual(["signing"]);
});

test("so does a change of the algorithm, while the API accepts both", async () => {
  const started = await start({ JWT_ALG: "ES256", JWT_ALGS: "EdDSA,ES256" });
  const { answers, seen, left } = await load(started, 500);
  expect(answers.filter((status) => status !== 200)).toEqual([]);
  expect(seen.size).toBe(2);
  expect(left.map(({ state, alg }) => [state, alg])).toEqual([["signing", "ES256"]]);
});
