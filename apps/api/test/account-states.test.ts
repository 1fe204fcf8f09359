import { addSession, withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request, startApi, type TestApi, type TestPerson } from "./support/api.ts";
import { callsOf } from "./support/operations.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const expireSession = (person: TestPerson) =>
  api.asOwner("update session set expires_at = now() where id = $1", person.caller.sid);

test.each<[state: string, status: number, code: string, end: (person: TestPerson) => Promise<void>]>([
  ["account is disabled", 403, "account_disabled", (person) => person.disable()],
  ["account is deleted", 401, "account_gone", (person) => person.remove()],
  ["session was ended", 401, "session_ended", (person) => person.endSession()],
  ["session has expired", 401, "session_ended", expireSession],
])("every signed-in route refuses a live token whose %s with %i %s", async (state, status, code, end) => {
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  await ada.call("POST", "/v1/tasks", { title: "Before" });
  await end(ada);
  const closed = callsOf(api.document, { userUuid: ada.uuid }).filter((of) => !of.public);
  expect(closed.length).toBeGreaterThan(25);
  for (const { method, path, body } of closed) {
    const answer = await ada.call(method, path, body);
    expect(`${method} ${path}: ${answer.status} ${answer.body?.code}`).toBe(`${method} ${path}: ${status} ${code}`);
    if (status === 401) expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
  }
  expect((await bob.call("GET", "/v1/me")).status).toBe(200);
  if (state === "account is deleted") return;
  // The writes that were sent in the same flight as the user were rolled back.
  await api.asOwner(`update "user" set banned = false where uuid = $1`, ada.uuid);
  const sid = await withClient(api.database.ownerUrl, (client) => addSession(client, ada.id));
  const token = await ada.token({ sid });
  const { items } = (await request(api.url, "GET", "/v1/tasks", { token })).body;
  expect(items.map(({ title }: { title: string }) => title)).toEqual(["Before"]);
});

test("a session that ends takes no other session of its account along, and none of another account", async () => {
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  const sid = await withClient(api.database.ownerUrl, (client) => addSession(client, ada.id));
  const other = await ada.token({ sid });
  const read = async (token: string) => (await request(api.url, "GET", "/v1/tasks", { token })).status;
  await ada.endSession();
  expect([await read(await ada.token()), await read(other), await read(await bob.token())]).toEqual([401, 200, 200]);
  // The token of one account with the session of another is no access either.
  expect(await read(await bob.token({ sid }))).toBe(401);
});

test("an account deleted between the check of it and its row: 401 account_gone with a challenge", async () => {
  const [ada, bob] = [await api.person("Ada"), await api.person("Bob")];
  const { ownerUrl } = api.database;
  const waits = `select from pg_stat_activity
    where usename = 'app_api' and wait_event_type = 'Lock' and datname = current_database()`;
  const writing = await withClient(ownerUrl, async (client) => {
    await client.query("begin; lock table task in access exclusive mode");
    const writing = ada.call("POST", "/v1/tasks", { title: "Too late" });
    // On another connection: within a transaction one sees the activity of its beginning.
    await withClient(ownerUrl, (other) =>
      expect.poll(async () => (await other.query(waits)).rowCount, { timeout: 30_000 }).toBe(1),
    );
    await client.query(`delete from "user" where uuid = $1`, [ada.uuid]);
    await client.query("commit");
    return { writing };
  });
  const { status, body, headers } = await writing.writing;
  expect([status, body.code]).toEqual([401, "account_gone"]);
  expect(headers.get("www-authenticate")).toMatch(/^Bearer realm="api", error="invalid_token"/);
  expect((await bob.call("POST", "/v1/tasks", { title: "In time" })).status).toBe(201);
});

test("a row that breaks another foreign key is our fault, not a deleted account", async () => {
  const ada = await api.person("Ada");
  await api.asOwner("create table elsewhere (id uuid primary key)");
  await api.asOwner(
    "alter table task add constraint task_elsewhere_fk foreign key (user_id) references elsewhere (id) not valid",
  );
  const answer = await ada.call("POST", "/v1/tasks", { title: "x" });
  await api.asOwner("alter table task drop constraint task_elsewhere_fk");
  expect([answer.status, answer.body.code]).toEqual([500, "internal_error"]);
});
