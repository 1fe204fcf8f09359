import { noPgBouncer, startPgBouncer } from "@claimcheck/database/testing/pgbouncer";
import { at, createTestDatabase, withClient } from "@claimcheck/database/testing/test-database";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { request, startApi } from "../support/api.ts";
import { openStream } from "../support/stream.ts";

/** One connection to Postgres, lent by PgBouncer to eight of the API's, one transaction at a time. */
async function start() {
  const direct = await createTestDatabase();
  const pgbouncer = await startPgBouncer(inject("templateUrl"), 1);
  const database = { ...direct, apiUrl: at(direct.apiUrl, pgbouncer.port), eventsUrl: direct.apiUrl };
  const api = await startApi({ database, poolSize: 8 });
  onTestFinished(async () => {
    await api.close();
    await pgbouncer.stop();
  });
  return api;
}

describe.skipIf(noPgBouncer)(`behind PgBouncer in transaction mode${noPgBouncer ? ` (${noPgBouncer})` : ""}`, () => {
  test("two people whose requests share one server connection never cross, whatever fails or is broken off between", async () => {
    const api = await start();
    await api.asOwner(
      `create function refuse() returns trigger language plpgsql as
       'begin raise exception ''refused'' using errcode = ''23514''; end'`,
    );
    await api.asOwner(
      "create trigger refuse before insert on task for each row when (new.title = 'refused') execute function refuse()",
    );
    const people = [await api.person("Ada"), await api.person("Ben")];
    const gone = await api.person("Gone");
    const goneToken = await gone.token();
    await gone.remove();
    const tokens = await Promise.all(people.map(({ token }) => token()));

    const titles = new Set<string>();
    let refused = 0;
    let brokenOff = 0;
    const ask = async (turn: number) => {
      const { name, call } = people[turn % 2] ?? gone;
      const token = tokens[turn % 2];
      switch (Math.floor(turn / 2) % 5) {
        case 0: {
          const made = await call("POST", "/v1/tasks", { title: `${name} ${turn}` });
          expect([made.status, made.body.title]).toEqual([201, `${name} ${turn}`]);
          titles.add(made.body.title);
          break;
        }
        case 1:
          expect((await call("POST", "/v1/tasks", { title: "refused" })).status).toBe(400);
          refused += 1;
          break;
        case 2: {
          const signal = AbortSignal.timeout(turn % 20);
          const headers = { authorization: `Bearer ${token}` };
          await fetch(`${api.url}/v1/tasks`, { headers, signal }).then(
            async (answer) => answer.body?.cancel(),
            () => {
              brokenOff += 1;
            },
          );
          break;
        }
        case 3:
          expect((await request(api.url, "GET", "/v1/tasks", { token: goneToken })).body.code).toBe("account_gone");
          break;
        default: {
          const { status, body } = await call("GET", "/v1/tasks?limit=100");
          expect(status).toBe(200);
          for (const { title } of body.items) expect(title.split(" ")[0]).toBe(name);
        }
      }
    };
    // Ten of them at any time.
    const turns = Array.from({ length: 400 }, (_, turn) => turn).values();
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        for (const turn of turns) await ask(turn);
      }),
    );
    expect([titles.size, refused]).toEqual([80, 80]);
    expect(brokenOff).toBeGreaterThan(10);
    for (const { name, call } of people) {
      const { body } = await call("GET", "/v1/tasks?limit=100");
      const own = [...titles].filter((title) => title.startsWith(name));
      expect(body.items.map(({ title }: { title: string }) => title).toSorted()).toEqual(own.toSorted());
    }
    const servers = await withClient(api.database.ownerUrl, (client) =>
      client.query(
        `select from pg_stat_activity where datname = current_database() and usename = 'app_api'
         and application_name <> 'claimcheck-events'`,
      ),
    );
    expect(servers.rowCount).toBe(1);
  });

  test("events of both come by the connection that goes past it", async () => {
    const api = await start();
    const [ada, ben] = [await api.person("Ada"), await api.person("Ben")];
    const streams = [await openStream(api.url, await ada.token()), await openStream(api.url, await ben.token())];
    onTestFinished(() => {
      for (const stream of streams) stream.close();
    });
    for (const [at, { call }] of [ada, ben].entries()) {
      const { id } = (await call("POST", "/v1/tasks", { title: "new" })).body;
      expect(await streams[at]?.next()).toEqual({ kind: "task", id });
    }
  });
});
