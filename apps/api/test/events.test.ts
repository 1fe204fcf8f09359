import { createApiClient } from "@claimcheck/client/client";
import { followChanges } from "@claimcheck/client/events";
import type { ChangeEvent } from "@claimcheck/contract/events";
import { addSession, withClient } from "@claimcheck/database/testing/test-database";
import { expect, onTestFinished, test } from "vitest";
import { request, startApi, type TestApi, type TestPerson } from "./support/api.ts";
import { openStream } from "./support/stream.ts";

async function start(given: Parameters<typeof startApi>[0] = {}) {
  const api = await startApi(given);
  onTestFinished(() => api.close());
  return { api, ada: await api.person("Ada"), bob: await api.person("Bob") };
}

/** An open stream of a person. */
const open = async (api: TestApi, person: TestPerson, given: Parameters<TestPerson["token"]>[0] = {}) =>
  openStream(api.url, await person.token(given));

const add = async (person: TestPerson, title = "x") => (await person.call("POST", "/v1/tasks", { title })).body;

test("a change reaches each stream of its owner, and nobody else's", async () => {
  const { api, ada, bob } = await start();
  const [one, two, his] = [await open(api, ada), await open(api, ada), await open(api, bob)];
  expect(one.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(one.response.headers.get("cache-control")).toBe("no-store");
  const { id } = await add(ada, "Ada's secret");
  for (const stream of [one, two]) expect(await stream.next()).toEqual({ kind: "task", id });
  // What reaches Bob first is his own, though Ada's came before it.
  const own = await add(bob);
  expect(await his.next()).toEqual({ kind: "task", id: own.id });
});

test("changing, deleting, restoring and tagging are told; reading isn't", async () => {
  const { api, ada } = await start();
  const stream = await open(api, ada);
  const { id } = await add(ada);
  const path = `/v1/tasks/${id}`;
  const task = { kind: "task", id };
  // Only once it has arrived: the notice of a change may come after the answer to it.
  expect(await stream.next()).toEqual(task);
  await ada.call("PATCH", path, { title: "y" });
  await ada.call("GET", path);
  await ada.call("DELETE", path);
  await ada.call("POST", `${path}/restore`);
  for (let at = 0; at < 3; at += 1) expect(await stream.next()).toEqual(task);
  const tag = (await ada.call("POST", "/v1/tags", { name: "home" })).body.id;
  expect(await stream.next()).toEqual({ kind: "tag", id: tag });
});

test("more changes in one statement than one would follow are told as one", async () => {
  const { api, ada } = await start();
  const stream = await open(api, ada);
  const tasks = Array.from({ length: 300 }, (_, at) => ({ title: `Row ${at}` }));
  await ada.call("POST", "/v1/tasks/import", { tasks });
  expect(await stream.next()).toEqual({ kind: "many", id: null });
});

test("what Postgres tells is the person, the kind and the id, and nothing of what is in the row", async () => {
  const { api, ada } = await start();
  const heard: string[] = [];
  const receive = api.hub.receive;
  const { listen } = await import("@claimcheck/database/listen");
  const message = Promise.withResolvers<void>();
  const listener = listen({
    url: api.database.eventsUrl ?? api.database.apiUrl,
    channel: "claimcheck_events",
    onMessage: (payload) => {
      heard.push(payload);
      receive(payload);
      message.resolve();
    },
    onReady: () => void add(ada, "secret title"),
    onLost: () => {},
  });
  await message.promise;
  await listener.stop();
  expect(Object.keys(JSON.parse(heard[0] ?? "")).toSorted()).toEqual(["id", "kind", "user"]);
  expect(heard.join()).not.toContain("secret");
});

test("what isn't of our form on the channel harms nothing, though any role may send it", async () => {
  const { api, ada } = await start();
  const stream = await open(api, ada);
  for (const payload of ["nonsense", "{}", '{"user":1}', "null", ""])
    await api.asOwner("select pg_notify('claimcheck_events', $1)", payload);
  const { id } = await add(ada);
  expect(await stream.next()).toEqual({ kind: "task", id });
});

test("a stream ends when its token does", async () => {
  const { api, ada } = await start();
  const stream = await open(api, ada, { expiresIn: 2 });
  expect(stream.response.status).toBe(200);
  expect(await stream.next()).toBeUndefined();
});

test("with a token that ran out a moment ago a stream ends as soon as it is open", async () => {
  const { api, ada } = await start();
  const stream = await open(api, ada, { expiresIn: -2 });
  expect(stream.response.status).toBe(200);
  expect(await stream.next()).toBeUndefined();
});

test("a stream outlives the time that a handler has, and says that it is alive", async () => {
  const { api, ada } = await start();
  const stream = await open(api, ada);
  expect([await stream.message(), await stream.message()]).toEqual([": open\n\n", ":\n\n"]);
});

test.each<[what: string, status: number, code: string, end: (person: TestPerson) => Promise<void>]>([
  ["account is disabled", 403, "account_disabled", (person) => person.disable()],
  ["account is deleted", 401, "account_gone", (person) => person.remove()],
  ["session is ended", 401, "session_ended", (person) => person.endSession()],
])("a stream ends when its %s, and opening another is %i %s", async (_what, status, code, end) => {
  const { api, ada, bob } = await start();
  const [hers, his] = [await open(api, ada), await open(api, bob)];
  await end(ada);
  expect(await hers.next()).toBeUndefined();
  const again = await ada.call("GET", "/v1/events");
  expect([again.status, again.body.code]).toEqual([status, code]);
  const { id } = await add(bob);
  expect(await his.next()).toEqual({ kind: "task", id });
});

test("streams of the account's other sessions stay open when one session ends", async () => {
  const { api, ada } = await start();
  const sid = await withClient(api.database.ownerUrl, (client) => addSession(client, ada.id));
  const [ended, other] = [await open(api, ada), await open(api, ada, { sid })];
  await ada.endSession();
  expect(await ended.next()).toBeUndefined();
  const token = await ada.token({ sid });
  const { id } = (await request(api.url, "POST", "/v1/tasks", { token, body: { title: "x" } })).body;
  expect(await other.next()).toEqual({ kind: "task", id });
});

test("streams end when the API stops, which doesn't wait for them", async () => {
  const api = await startApi();
  const ada = await api.person("Ada");
  const stream = await open(api, ada);
  await api.close();
  expect(await stream.next()).toBeUndefined();
});

test("one person has at most 20 streams, and one that is closed makes room", async () => {
  const { api, ada, bob } = await start();
  const streams = [];
  for (let at = 0; at < 20; at += 1) streams.push(await open(api, ada));
  const over = await ada.call("GET", "/v1/events");
  expect([over.status, over.body.code]).toEqual([429, "too_many_requests"]);
  expect((await bob.call("GET", "/v1/events")).status).toBe(200);
  streams[0]?.close();
  await expect.poll(() => api.hub.streams).toBeLessThan(20);
  expect((await ada.call("GET", "/v1/events")).status).toBe(200);
});

test("a stream survives a lost database connection, is told to read again, and hears what comes", async () => {
  const { api, ada } = await start({ behindProxy: true });
  const stream = await open(api, ada);
  await api.proxy?.cut();
  expect((await ada.call("GET", "/v1/tasks")).status).toBe(503);
  await api.proxy?.mend();
  expect(await stream.next()).toEqual({ kind: "resync", id: null });
  const { id } = await add(ada);
  expect(await stream.next()).toEqual({ kind: "task", id });
});

test.each<[what: string, end: (person: TestPerson) => Promise<void>]>([
  ["account is disabled", (person) => person.disable()],
  ["session is ended", (person) => person.endSession()],
])("a stream whose %s while no changes are heard ends when they are again", async (_what, end) => {
  const { api, ada, bob } = await start({ behindProxy: true });
  const [hers, his] = [await open(api, ada), await open(api, bob)];
  await api.proxy?.cut();
  await end(ada);
  await api.proxy?.mend();
  expect(await hers.next()).toBeUndefined();
  expect(await his.next()).toEqual({ kind: "resync", id: null });
});

test("the client follows by itself: with a new token when one runs out, and told to read again", async () => {
  const { api, ada } = await start();
  let minted = 0;
  const client = createApiClient({
    apiUrl: api.url,
    getToken: async () => {
      minted += 1;
      return ada.token({ expiresIn: minted === 1 ? 2 : 300 });
    },
  });
  const aborted = new AbortController();
  const seen: ChangeEvent[] = [];
  const resynced = Promise.withResolvers<void>();
  const changed = Promise.withResolvers<void>();
  const following = followChanges(client, {
    signal: aborted.signal,
    onChange: (event) => {
      seen.push(event);
      if (event.kind === "resync") resynced.resolve();
      if (event.kind === "task") changed.resolve();
    },
  });
  await resynced.promise;
  const { id } = await add(ada);
  await changed.promise;
  expect(seen.at(-1)).toEqual({ kind: "task", id });
  expect(minted).toBeGreaterThan(1);
  aborted.abort();
  await following;
});

test("the client gives up when the API refuses it for good", async () => {
  const { api, ada } = await start();
  const getToken = () => ada.token({ scope: "tasks:write" });
  const client = createApiClient({ apiUrl: api.url, getToken });
  const following = followChanges(client, {
    signal: AbortSignal.timeout(60_000),
    onChange: () => {},
  });
  await expect(following).rejects.toMatchObject({ status: 403, code: "insufficient_scope" });
});

test("HEAD opens no stream", async () => {
  const { api, ada } = await start();
  const { status } = await ada.call("HEAD", "/v1/events");
  expect(status).toBe(405);
  expect(api.hub.streams).toBe(0);
});
