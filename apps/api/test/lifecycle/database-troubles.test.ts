import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "@claimcheck/database/embedded/start";
import { migrate } from "@claimcheck/database/migrate";
import { roleUrls } from "@claimcheck/database/roles";
import { withClient } from "@claimcheck/database/testing/test-database";
import { freePort } from "@claimcheck/process/free-port";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Answer, request, startApi } from "../support/api.ts";
import { openStream } from "../support/stream.ts";

async function start(given: Parameters<typeof startApi>[0] = {}) {
  const api = await startApi(given);
  onTestFinished(() => api.close());
  return { api, ada: await api.person("Ada"), bob: await api.person("Bob") };
}

/** 503 with Retry-After, and sooner than a caller gives up. */
async function expectUnavailable(asked: () => Promise<Answer>): Promise<void> {
  const begun = performance.now();
  const { status, headers, body } = await asked();
  expect([status, body.code]).toEqual([503, "unavailable"]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect(performance.now() - begun).toBeLessThan(20_000);
}

describe("the database's troubles are 503 with Retry-After in bounded time, and pass by themselves", () => {
  test("a lock that isn't given", async () => {
    const { api, ada } = await start();
    await api.whileLocked("task", () => expectUnavailable(() => ada.call("GET", "/v1/tasks")));
    expect((await ada.call("GET", "/v1/tasks")).status).toBe(200);
  });

  test("a query that takes too long", async () => {
    const { api, ada } = await start();
    await api.asOwner("alter table task rename to task_");
    await api.asOwner(
      "create view task with (security_invoker = true) as select * from task_ where pg_sleep(60)::text = ''",
    );
    await api.asOwner(
      "grant select on task to app_api; insert into task_ (user_id, title) select uuid, 'x' from \"user\"",
    );
    await expectUnavailable(() => ada.call("GET", "/v1/tasks"));
    await api.asOwner("drop view task; alter table task_ rename to task");
    expect((await ada.call("GET", "/v1/tasks")).body.items).toHaveLength(1);
  });

  test("a pool in which nothing is free", async () => {
    const { api, ada, bob } = await start({ poolSize: 1 });
    await api.whileLocked("task", async () => {
      const all = [ada, bob, ada, bob].map((person) => expectUnavailable(() => person.call("GET", "/v1/tasks")));
      await Promise.all(all);
    });
    for (const person of [ada, bob]) expect((await person.call("GET", "/v1/tasks")).status).toBe(200);
  });

  test("connections that the server ends, idle or at work", async () => {
    const { api, ada } = await start();
    await ada.call("GET", "/v1/tasks");
    const terminate =
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app_api' and datname = current_database()";
    await api.asOwner(terminate);
    await expect.poll(async () => (await ada.call("GET", "/v1/tasks")).status).toBe(200);
    await api.whileLocked("task", async () => {
      const atWork = expectUnavailable(() => ada.call("POST", "/v1/tasks", { title: "x" }));
      await api.waiting();
      await api.asOwner(terminate);
      await atWork;
    });
    await expect.poll(async () => (await ada.call("GET", "/v1/tasks")).status).toBe(200);
  });

  test.each(["stopped", "killed"])(
    "a Postgres that is %s and started again; a stream of events lives through it",
    async (how) => {
      const folder = await mkdtemp(join(tmpdir(), "claimcheck-restart-"));
      const port = await freePort();
      const first = await startEmbedded({ folder, port, throwaway: true });
      const { web, api: apiUrl } = roleUrls(first.ownerUrl);
      await migrate({ ownerUrl: first.ownerUrl, webUrl: web, apiUrl });
      const database = { ownerUrl: first.ownerUrl, webUrl: web, apiUrl, drop: async () => {} };
      const { api, ada } = await start({ database });
      const stream = await openStream(api.url, await ada.token());
      await ada.call("POST", "/v1/tasks", { title: "Before" });
      await withClient(first.ownerUrl, (client) => client.query("CHECKPOINT"));
      if (how === "killed") {
        const [pid] = (await readFile(join(first.folder, "data/postmaster.pid"), "utf8")).split("\n");
        process.kill(Number(pid), "SIGKILL");
        await first.exited;
      } else await first.stop();
      await expectUnavailable(() => ada.call("GET", "/v1/tasks"));
      expect((await request(api.url, "GET", "/readyz")).status).toBe(503);
      const second = await startEmbedded({ folder, port, throwaway: true });
      onTestFinished(async () => {
        stream.close();
        await second.stop();
        for (const left of [folder, second.folder]) await rm(left, { recursive: true, force: true });
      });
      await expect.poll(async () => (await ada.call("GET", "/v1/tasks")).body.items?.length).toBe(1);
      // What was told of the first task came before.
      let told = await stream.next();
      while (told?.kind === "task") told = await stream.next();
      expect(told).toEqual({ kind: "resync", id: null });
      const { id } = (await ada.call("POST", "/v1/tasks", { title: "After" })).body;
      expect(await stream.next()).toEqual({ kind: "task", id });
    },
  );
});

describe("transactions of one person that wait for each other", () => {
  test("the one that Postgres ends is done once more, and its caller sees nothing of it", async () => {
    const { api, ada } = await start();
    const tag = (await ada.call("POST", "/v1/tags", { name: "before" })).body.id;
    const changed = await withClient(api.database.ownerUrl, async (client) => {
      // The other one is to be ended, so this one doesn't look for a deadlock.
      await client.query("set deadlock_timeout = '60s'; begin");
      await client.query("update tag set color = 'pink' where id = $1", [tag]);
      const asked = ada.call("PATCH", `/v1/tags/${tag}`, { name: "after" });
      await api.waiting();
      await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`tags ${ada.uuid}`]);
      await client.query("commit");
      return asked;
    });
    expect([changed.status, changed.body]).toMatchObject([200, { name: "after", color: "pink" }]);
  });
});

test.each(["23514", "22001", "22P02"])(
  "what only Postgres finds wrong with a value (%s) is 400, and isn't quoted",
  async (code) => {
    const { api, ada, bob } = await start();
    await api.asOwner(
      `create function refuse() returns trigger language plpgsql as
       'begin raise exception ''refused %'', new.title using errcode = tg_argv[0]; end'`,
    );
    await api.asOwner(
      `create trigger refuse before insert on task for each row when (new.title = 'Secret') execute function refuse('${code}')`,
    );
    const { status, body, text } = await ada.call("POST", "/v1/tasks", { title: "Secret" });
    expect([status, body.code]).toEqual([400, "bad_request"]);
    expect(text + api.logs.join("")).not.toContain("Secret");
    expect((await bob.call("POST", "/v1/tasks", { title: "Taken" })).status).toBe(201);
  },
);
