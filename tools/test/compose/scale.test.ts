import { setTimeout as after } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ComposeProject, composeProject } from "../../stack/compose-project.ts";
import { type Person, signUp } from "./person.ts";
import { servicesOf } from "./services.ts";

/** Of the settings' defaults. */
const refusedInAMinute = 60;
const signInsInAMinute = 10;

let stack: ComposeProject;
let ada: Person;
let bob: Person;
beforeAll(async () => {
  stack = await composeProject({ files: ["deploy/compose.scale.yml"] });
  await stack.compose("up", "--detach", "--wait");
  [ada, bob] = [await signUp(stack, "Ada"), await signUp(stack, "Bob")];
});
afterAll(() => stack.remove());

/** The titles of somebody's tasks. */
async function titles(person: Person): Promise<string[]> {
  const page = (await (await person.ask("/v1/tasks?limit=100")).json()) as { items: { title: string }[] };
  return page.items.map(({ title }) => title);
}

const instances = { web: ["web", "web-2"], api: ["api", "api-2", "api-3"] };

test("two web and three api instances are healthy, and the balancer alone has their ports", async () => {
  const services = await servicesOf(stack);
  for (const name of [...instances.web, ...instances.api, "balancer", "valkey", "postgres"]) {
    expect(services[name], name).toMatchObject({ State: "running", Health: "healthy" });
  }
  const published = Object.values(services).flatMap(({ Service, Publishers }) =>
    Publishers.filter(({ PublishedPort }) => PublishedPort > 0).map(({ TargetPort }) => `${Service}:${TargetPort}`),
  );
  expect(published.sort()).toEqual(["balancer:3000", "balancer:8000", "mailpit:8025"]);
});

test("stopping one api instance under a steady stream of requests loses none, and each person's rows stay theirs", async () => {
  const streaming = new AbortController();
  const lost: string[] = [];
  let answered = 0;
  const stream = async (person: Person, name: string) => {
    for (let number = 0; !streaming.signal.aborted; number += 1) {
      const asked = number % 10 === 0 ? person.ask("/v1/tasks", { title: `${name} ${number}` }) : person.ask("/v1/me");
      const told = await asked.then(
        ({ ok, status }) => (ok ? undefined : `${name} ${number}: ${status}`),
        (error) => `${name} ${number}: ${error}`,
      );
      if (told) lost.push(told);
      else answered += 1;
      // A person's budget is 600 requests in a minute.
      await after(120);
    }
  };
  const streams = Promise.all([stream(ada, "Ada"), stream(bob, "Bob")]);
  await expect.poll(() => answered).toBeGreaterThan(20);
  await stack.compose("stop", "api-2");
  const whileOneIsAway = answered;
  await expect.poll(() => answered).toBeGreaterThan(whileOneIsAway + 40);
  await stack.compose("start", "api-2");
  const whenItIsBack = answered;
  await expect.poll(() => answered).toBeGreaterThan(whenItIsBack + 20);
  streaming.abort();
  await streams;

  expect(lost).toEqual([]);
  for (const [person, own] of [
    [ada, /^Ada \d+$/],
    [bob, /^Bob \d+$/],
  ] as const) {
    const found = await titles(person);
    expect(found.length).toBeGreaterThan(3);
    for (const title of found) expect(title).toMatch(own);
  }
});

test("an address has one budget of refused tokens at all instances together", async () => {
  const statuses = [];
  for (let number = 0; number < refusedInAMinute + 20; number += 1) {
    const headers = { authorization: "Bearer e30.e30.e30" };
    statuses.push((await fetch(`${stack.apiUrl}/v1/me`, { headers })).status);
  }
  const refused = statuses.filter((status) => status === 401).length;
  expect(refused).toBe(refusedInAMinute);
  expect(new Set(statuses.slice(refusedInAMinute))).toEqual(new Set([429]));
});

test("an address has one budget of attempts to sign in at both web instances together", async () => {
  const statuses = [];
  for (let number = 0; number < signInsInAMinute + 5; number += 1) {
    const answer = await fetch(`${stack.webUrl}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { origin: stack.webUrl, "content-type": "application/json" },
      body: JSON.stringify({ email: `nobody-${number}@claimcheck.example`, password: "wrong-password" }),
    });
    statuses.push(answer.status);
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(signInsInAMinute);
  expect(new Set(statuses.slice(signInsInAMinute))).toEqual(new Set([429]));
});

test("losing Valkey signs nobody out and refuses nobody: it holds counts only", async () => {
  const held = await stack.compose("exec", "--no-TTY", "valkey", "valkey-cli", "keys", "*");
  const keys = held.trim().split("\n");
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) expect(key).toMatch(/^claimcheck:/);

  await stack.compose("kill", "valkey");
  for (const person of [ada, bob]) {
    expect(await person.token()).toMatch(/^eyJ/);
    const me = await person.ask("/v1/me");
    expect(me.status).toBe(200);
    expect(await me.json()).toMatchObject({ email: person.email });
  }
  await stack.compose("start", "valkey");
});

test("one web instance is enough: the other’s people stay signed in", async () => {
  await stack.compose("stop", "web");
  for (const person of [ada, bob]) {
    expect(await person.token()).toMatch(/^eyJ/);
    expect((await person.ask("/v1/me")).status).toBe(200);
  }
  await stack.compose("start", "web");
});

test("the whole scaled stack stops in ten seconds", async () => {
  const since = performance.now();
  await stack.compose("stop");
  expect(performance.now() - since).toBeLessThan(10_000);
  const services = await servicesOf(stack);
  // 137: it had to be killed.
  for (const { Service, ExitCode } of Object.values(services)) expect([0, 143], Service).toContain(ExitCode);
});
