import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createActivityRepository } from "../src/me/repository.ts";
import { startApi, type TestApi, type TestPerson } from "./support/api.ts";

let api: TestApi;
let ada: TestPerson;
let bob: TestPerson;
beforeAll(async () => {
  api = await startApi();
  ada = await api.person("Ada");
  bob = await api.person("Bob");
  await api.asOwner(
    `insert into audit_event (user_id, kind, network) values ($1, 'sign_in_failed', '203.0.113.0/24')`,
    ada.uuid,
  );
  await bob.promote();
});
afterAll(() => api.close());

type Item = { kind: string };
const kinds = (items: Item[]) => items.map(({ kind }) => kind);

test("each person reads their own history, newest first", async () => {
  const { items, nextCursor } = (await ada.call("GET", "/v1/me/activity")).body;
  expect(kinds(items)).toEqual(["sign_in_failed", "signed_in", "signed_up"]);
  expect(nextCursor).toBeNull();
  expect(items[0]).toEqual({
    id: expect.any(String),
    kind: "sign_in_failed",
    at: expect.stringMatching(/Z$/),
    network: "203.0.113.0/24",
    detail: {},
  });
  expect(kinds((await bob.call("GET", "/v1/me/activity")).body.items)).toEqual([
    "admin_granted",
    "signed_in",
    "signed_up",
  ]);
});

test("it comes in pages, and a cursor of somebody else's page gives nothing of theirs", async () => {
  const first = (await ada.call("GET", "/v1/me/activity?limit=1")).body;
  const path = `/v1/me/activity?cursor=${first.nextCursor}`;
  expect(kinds((await ada.call("GET", path)).body.items)).toEqual(["signed_in", "signed_up"]);
  expect(kinds((await bob.call("GET", path)).body.items)).not.toContain("sign_in_failed");
  expect((await ada.call("GET", "/v1/me/activity?cursor=x")).status).toBe(400);
});

test("with the repository's own filter taken away, row-level security alone shows no foreign event", async () => {
  const unfiltered = createActivityRepository(api.asUser, () => sql`true`);
  expect(kinds(await unfiltered.list(bob.caller, 100, undefined))).toEqual(["admin_granted", "signed_in", "signed_up"]);
});
