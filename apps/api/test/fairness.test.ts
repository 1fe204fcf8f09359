import { once } from "node:events";
import { type ClientRequest, get, type IncomingMessage, request as open } from "node:http";
import { tag } from "@claimcheck/database/schema/tags";
import { task } from "@claimcheck/database/schema/tasks";
import { withClient } from "@claimcheck/database/testing/test-database";
import type { PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limitEachUser } from "../src/user-transactions.ts";
import { type Answer, startApi, type TestApi, type TestPerson } from "./support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ poolSize: 10 });
});
afterAll(() => api.close());

const many = <T>(count: number, send: () => Promise<T>) => Promise.all(Array.from({ length: count }, send));
const addAll = (person: TestPerson, path = "/v1/tasks/import") =>
  person.call("POST", path, { tasks: [{ title: "Imported" }] });

function expectTooMany({ status, body, headers }: Answer) {
  expect([status, body.code]).toEqual([429, "too_many_requests"]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
}

/** How many transactions of the API wait for a lock. */
const waiting = () =>
  withClient(api.database.ownerUrl, async (client) => {
    const { rowCount } = await client.query(
      `select from pg_stat_activity
       where usename = 'app_api' and datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rowCount;
  });

test("one user has four transactions at a time and sixteen that wait, without a connection; more are 429, and another user is served", async () => {
  const [eve, bob] = [await api.person("Eve"), await api.person("Bob")];
  const { answers } = await api.whileLocked("task", async () => {
    const answers = many(30, () => eve.call("GET", "/v1/tasks"));
    await expect.poll(waiting).toBe(4);
    for (let at = 0; at < 10; at += 1) expect((await bob.call("GET", "/v1/me")).status).toBe(200);
    expect(await waiting()).toBe(4);
    return { answers };
  });
  const seen = await answers;
  const refused = seen.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThanOrEqual(10);
  for (const answer of refused) expectTooMany(answer);
  expect((await many(20, () => eve.call("GET", "/v1/tasks"))).map(({ status }) => status)).toEqual(Array(20).fill(200));
});

test("a transaction that waits too long for the others of its user is 429, and takes no place from those behind it", async () => {
  const [eve, bob] = [await api.person("Eve"), await api.person("Bob")];
  const asUser = limitEachUser(api.asUser, { running: 1, waiting: 2, waitMs: 100 });
  const read = ({ caller }: TestPerson, table: PgTable) => asUser(caller, "read", (tx) => tx.select().from(table));
  const { first } = await api.whileLocked("tag", async () => {
    const first = read(eve, tag);
    await api.waiting();
    const waited = [read(eve, task), read(eve, task)];
    await expect(read(eve, task)).rejects.toMatchObject({ code: "too_many_requests" });
    expect(await read(bob, task)).toEqual([]);
    for (const one of await Promise.allSettled(waited))
      expect(one).toMatchObject({ status: "rejected", reason: { code: "too_many_requests" } });
    return { first };
  });
  expect(await first).toEqual([]);
  expect(await Promise.all([read(eve, task), read(eve, tag), read(eve, task)])).toEqual([[], [], []]);
});

test("of one user's imports one runs at a time, by either path; another user's isn't refused", async () => {
  const [eve, bob] = [await api.person("Eve"), await api.person("Bob")];
  await api.whileLocked("tag", async () => {
    const first = api.waiting().then(() => addAll(eve, `/v1/users/${eve.uuid}/tasks/import`));
    const running = eve.call("POST", "/v1/tasks/import", { tasks: [{ title: "First", tags: ["held"] }] });
    expectTooMany(await first);
    expect((await addAll(bob)).status).toBe(200);
    return { running };
  });
  await expect.poll(async () => (await addAll(eve)).status).toBe(200);
});

/** A request of which only the first byte of its body is sent. */
async function unfinished(person: TestPerson, path: string): Promise<ClientRequest> {
  const headers = {
    authorization: `Bearer ${await person.token()}`,
    "content-type": "application/json",
    "content-length": 1000,
  };
  const sent = open(`${api.url}${path}`, { method: "POST", headers, agent: false });
  sent.on("error", () => {}).write("{");
  return sent;
}

test("an import whose caller goes before it is sent leaves no place taken", async () => {
  const eve = await api.person("Eve");
  const before = api.handled.length;
  const sent = await unfinished(eve, "/v1/tasks/import");
  await expect.poll(() => api.handled.length).toBe(before + 1);
  expectTooMany(await addAll(eve));
  sent.destroy();
  await expect.poll(async () => (await addAll(eve)).status).toBe(200);
});

test("one user has ten imports a minute, by either path; their other requests and another user's imports go on", async () => {
  const [eve, bob] = [await api.person("Eve"), await api.person("Bob")];
  for (let at = 0; at < 10; at += 1) {
    const path = at % 2 ? "/v1/tasks/import" : `/v1/users/${eve.uuid}/tasks/import`;
    expect((await addAll(eve, path)).status).toBe(200);
  }
  expectTooMany(await addAll(eve));
  expectTooMany(await addAll(eve, `/v1/users/${eve.uuid}/tasks/import`));
  expect((await eve.call("GET", "/v1/tasks")).body.items).toHaveLength(10);
  expect((await addAll(bob)).status).toBe(200);
});

test("of one user's exports two are read at a time; a third is 429 until one was read or given up", async () => {
  const [eve, bob] = [await api.person("Eve"), await api.person("Bob")];
  // More than sockets hold, so that neither export is done before it is read.
  await api.asOwner(
    "insert into task (user_id, title, description) select $1, 'Big', repeat('€', 10000) from generate_series(1, 1000)",
    eve.uuid,
  );
  const headers = { authorization: `Bearer ${await eve.token()}` };
  const unread = async () => {
    const [response] = (await once(get(`${api.url}/v1/tasks/export`, { headers }), "response")) as [IncomingMessage];
    return response;
  };
  const exports = [await unread(), await unread()];
  expectTooMany(await eve.call("GET", "/v1/tasks/export"));
  expect((await bob.call("GET", "/v1/tasks/export")).status).toBe(200);
  for (const response of exports) response.on("error", () => {}).destroy();
  await expect.poll(async () => (await eve.call("GET", "/v1/tasks/export")).status).toBe(200);
});

test("of one user's requests twenty are in flight at a time; more are 429 before their body is read", async () => {
  const [eve, bob] = [await api.person("Eve"), await api.person("Bob")];
  const before = api.handled.length;
  const sent = await many(20, () => unfinished(eve, "/v1/tasks"));
  await expect.poll(() => api.handled.length).toBe(before + 20);
  expectTooMany(await eve.call("GET", "/v1/me"));
  expect((await bob.call("GET", "/v1/me")).status).toBe(200);
  for (const one of sent) one.destroy();
  await expect.poll(async () => (await eve.call("GET", "/v1/me")).status).toBe(200);
});

test("a search that takes too long is 422 and says what to do; without it the list has the time of any other request", async () => {
  const [eve, bob] = [await api.person("Eve"), await api.person("Bob")];
  await api.whileLocked("task", async () => {
    const [search, list] = [eve.call("GET", "/v1/tasks?q=nothing"), bob.call("GET", "/v1/tasks")];
    const { status, body } = await search;
    expect([status, body.code]).toEqual([422, "search_too_slow"]);
    expect((await list).body.code).toBe("unavailable");
  });
  // The time limit ended with its transaction.
  expect((await many(10, () => eve.call("GET", "/v1/tasks"))).map(({ status }) => status)).toEqual(Array(10).fill(200));
});

test("a search looks at the title and the first 1,000 characters of the description, of one's own tasks", async () => {
  const [eve, bob] = [await api.person("Eve"), await api.person("Bob")];
  const add = (title: string, description: string) => eve.call("POST", "/v1/tasks", { title, description });
  await add("Needle", "");
  await add("In time", `${"€".repeat(994)}nEEdle`);
  await add("Too late", `${"€".repeat(995)}needle`);
  const titles = async (person: TestPerson) =>
    (await person.call("GET", "/v1/tasks?q=needle&sort=title&order=asc")).body.items.map(
      ({ title }: { title: string }) => title,
    );
  expect(await titles(eve)).toEqual(["In time", "Needle"]);
  expect(await titles(bob)).toEqual([]);
});
