import type { ListTasksQuery } from "@claimcheck/contract/tasks";
import { listTasksQuerySchema } from "@claimcheck/contract/tasks";
import type { Tx } from "@claimcheck/database/as-user";
import { databaseCode } from "@claimcheck/database/errors";
import { withClient } from "@claimcheck/database/testing/test-database";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdempotencyKeys } from "../src/idempotency.ts";
import { createActivityRepository } from "../src/me/repository.ts";
import type { OwnRows } from "../src/own-rows.ts";
import { createTagsRepository } from "../src/tags/repository.ts";
import { createTaskBatch } from "../src/tasks/batch.ts";
import { createTaskImport, readImport } from "../src/tasks/import.ts";
import { createTaskReads } from "../src/tasks/read.ts";
import { createTaskWrites } from "../src/tasks/write.ts";
import { startApi, type TestApi, type TestPerson } from "./support/api.ts";

let api: TestApi;
let ada: TestPerson;
let bob: TestPerson;
let hers: { task: string; deleted: string; tag: string };

const anybodys: OwnRows = () => sql`true`;
const everything: ListTasksQuery = listTasksQuerySchema.parse({});

beforeAll(async () => {
  api = await startApi({ poolSize: 1 });
  ada = await api.person("Ada");
  bob = await api.person("Bob");
  const tag = (await ada.call("POST", "/v1/tags", { name: "secret" })).body.id;
  const add = async (title: string) =>
    (await ada.call("POST", "/v1/tasks", { title, tags: [tag], dueOn: "2020-01-01" })).body.id;
  hers = { task: await add("Ada's"), deleted: await add("Ada's deleted one"), tag };
  await ada.call("DELETE", `/v1/tasks/${hers.deleted}`);
  await bob.call("POST", "/v1/tasks", { title: "Bob's" });
  await api.asOwner(
    "insert into task (user_id, title, deleted_at) select $1, 'Full', now() from generate_series(3, 10000)",
    ada.uuid,
  );
  await api.asOwner(
    `insert into idempotency_key (user_id, key, fingerprint, status, headers, body, created_at)
      select $1, n::text, 'hers', 200, '{}', '', now() - interval '25 hours' from generate_series(1, 10000) n`,
    ada.uuid,
  );
});
afterAll(() => api.close());

/** All that Ada has, as she sees it, and how much there is in all. */
const adasState = async () => {
  const seen = ["/v1/tasks", "/v1/tasks?deleted=true", "/v1/tags"].map(
    async (path) => (await ada.call("GET", path)).text,
  );
  const counts = ["task", "idempotency_key"].map(async (table) =>
    withClient(api.database.ownerUrl, async (client) => {
      const { rows } = await client.query(`select count(*) from ${table} where user_id = $1`, [ada.uuid]);
      return rows[0].count;
    }),
  );
  return Promise.all([...seen, ...counts]);
};

describe("with each repository's own filter taken away, row-level security alone gives Bob nothing of Ada's", () => {
  const reads = () => createTaskReads(api.asUser, anybodys);
  const writes = createTaskWrites(anybodys);
  const tags = () => createTagsRepository(api.asUser, anybodys);
  const batch = createTaskBatch(anybodys);
  const keys = createIdempotencyKeys(anybodys);
  const addAll = createTaskImport(anybodys);
  const asBob = <T>(work: (tx: Tx) => Promise<T>) => api.asUser(bob.caller, "write", work);
  const notThere = { code: "not_found" };
  const isDenied = (error: unknown) => databaseCode(error) === "42501";
  const noTagOfHis = { code: "validation_failed" };

  const functions: Record<string, () => Promise<void>> = {
    "reads.list": async () => {
      const listed = await reads().list(bob.caller, everything, 100);
      expect(listed.map(({ item }) => item.title)).toEqual(["Bob's"]);
      const tagged = { ...everything, tags: [hers.tag] };
      expect(await reads().list(bob.caller, tagged, 100)).toEqual([]);
      expect(await reads().list(bob.caller, { ...everything, deleted: true }, 100)).toEqual([]);
    },
    "reads.get": async () => expect(await reads().get(bob.caller, hers.task)).toBeUndefined(),
    "reads.all": async () =>
      expect((await reads().all(bob.caller, 100, undefined)).map(({ title }) => title)).toEqual(["Bob's"]),
    "reads.stats": async () =>
      expect(await reads().stats(bob.caller, { tz: "UTC", days: 1 })).toMatchObject({
        byStatus: { todo: 1 },
        overdue: 0,
      }),
    "writes.create": async () => {
      const made = { title: "x", description: "", status: "todo", priority: "none" } as const;
      const task = { ...made, dueOn: null, dueAt: null, tags: [hers.tag] };
      await expect(asBob((tx) => writes.create(tx, bob.uuid, task))).rejects.toMatchObject(noTagOfHis);
    },
    "writes.create for somebody else": async () => {
      const made = { title: "x", description: "", status: "todo", priority: "none" } as const;
      const task = { ...made, dueOn: null, dueAt: null, tags: [] };
      await expect(asBob((tx) => writes.create(tx, ada.uuid, task))).rejects.toSatisfy(isDenied);
    },
    "writes.update": async () =>
      expect(await asBob((tx) => writes.update(tx, bob.uuid, hers.task, { title: "Bob was here" }))).toBeUndefined(),
    "writes.update by version": async () =>
      expect(await asBob((tx) => writes.update(tx, bob.uuid, hers.task, { title: "x" }, [9]))).toBeUndefined(),
    "writes.remove": async () => expect(await asBob((tx) => writes.remove(tx, bob.uuid, hers.task))).toBeUndefined(),
    "writes.restore": async () =>
      expect(await asBob((tx) => writes.restore(tx, bob.uuid, hers.deleted))).toBeUndefined(),
    // Ada has as many as one may have: seen, they would leave no room for Bob's.
    "writes.assertRoom": async () => expect(await asBob((tx) => writes.assertRoom(tx, bob.uuid))).toBeUndefined(),
    ...Object.fromEntries(
      (["complete", "reopen", "delete", "restore"] as const).map((action) => [
        `batch ${action}`,
        async () =>
          expect(asBob((tx) => batch(tx, bob.uuid, { action, ids: [hers.task] }))).rejects.toMatchObject(notThere),
      ]),
    ),
    "batch add_tag": async () => {
      const [mine] = (await bob.call("GET", "/v1/tasks")).body.items;
      const change = { action: "add_tag" as const, ids: [mine.id], tag: hers.tag };
      await expect(asBob((tx) => batch(tx, bob.uuid, change))).rejects.toMatchObject(noTagOfHis);
    },
    "batch remove_tag": async () => {
      const [mine] = (await bob.call("GET", "/v1/tasks")).body.items;
      const change = { action: "remove_tag" as const, ids: [mine.id], tag: hers.tag };
      await expect(asBob((tx) => batch(tx, bob.uuid, change))).rejects.toMatchObject(noTagOfHis);
    },
    import: async () => {
      const given = await readImport({ tasks: [{ title: "Imported", tags: ["secret"] }] });
      const other = await api.person("Carl");
      await api.asUser(other.caller, "write", (tx) => addAll(tx, other.uuid, given));
      // A tag of the same name as Ada's is still a tag of his own.
      const [tag] = (await other.call("GET", "/v1/tags")).body.items;
      expect(tag.id).not.toBe(hers.tag);
    },
    "tags.list": async () => expect(await tags().list(bob.caller)).toEqual([]),
    "tags.create": async () => {
      const other = await api.person("Dora");
      const made = await api.asUser(other.caller, "write", (tx) => tags().create(tx, other.uuid, { name: "secret" }));
      expect(made).toMatchObject({ name: "secret", color: "gray" });
    },
    "tags.update": async () => expect(await tags().update(bob.caller, hers.tag, { name: "mine" })).toBeUndefined(),
    "tags.remove": async () => expect(await tags().remove(bob.caller, hers.tag)).toBeUndefined(),
    "keys.find": async () =>
      expect(await asBob((tx) => keys.find(tx, bob.uuid, { key: "1", fingerprint: "his" }))).toBeUndefined(),
    "keys.keep": async () => {
      const answer = { key: "1", fingerprint: "his", status: 200, headers: {}, body: "" };
      expect(await asBob((tx) => keys.keep(tx, bob.uuid, answer))).toBeUndefined();
    },
    "keys.keep for somebody else": async () => {
      const answer = { key: "new", fingerprint: "his", status: 200, headers: {}, body: "" };
      await expect(asBob((tx) => keys.keep(tx, ada.uuid, answer))).rejects.toSatisfy(isDenied);
    },
    "activity.list": async () => {
      const events = await createActivityRepository(api.asUser, anybodys).list(bob.caller, 100, undefined);
      const own = await createActivityRepository(api.asUser).list(bob.caller, 100, undefined);
      expect(events).toEqual(own);
    },
  };

  test.each(Object.entries(functions))("%s", async (_name, check) => {
    const before = await adasState();
    await check();
    expect(await adasState()).toEqual(before);
  });

  test("no function of a repository is left out of this", () => {
    const all = [
      ...Object.keys(createTaskReads(api.asUser)).map((name) => `reads.${name}`),
      ...Object.keys(createTaskWrites()).map((name) => `writes.${name}`),
      ...Object.keys(createIdempotencyKeys()).map((name) => `keys.${name}`),
      ...Object.keys(createTagsRepository(api.asUser)).map((name) => `tags.${name}`),
      ...Object.keys(createActivityRepository(api.asUser)).map((name) => `activity.${name}`),
    ];
    expect(all.filter((name) => !(name in functions))).toEqual([]);
  });
});
