import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Caller, createAsUser } from "@claimcheck/database/as-user";
import { startEmbedded } from "@claimcheck/database/embedded/start";
import { migrate } from "@claimcheck/database/migrate";
import { createPool } from "@claimcheck/database/pool";
import { roleUrls } from "@claimcheck/database/roles";
import { task } from "@claimcheck/database/schema/tasks";
import { desc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";

const rounds = 15;
const perRound = 40;
const delayMs = 1;

/**
 * What the second lock costs: a page of twenty tasks by asUser(), against the same query without any lock
 * and against the usual awaited transaction. Runs on a database of its own; prints ratios. Gives the exit code.
 */
export async function main(): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), "claimcheck-bench-"));
  const postgres = await startEmbedded({ folder, throwaway: true });
  const { web, api } = roleUrls(postgres.ownerUrl);
  const ownerPool = createPool({ url: postgres.ownerUrl, applicationName: "bench" });
  const distant = delayed(Number(new URL(postgres.ownerUrl).port));
  try {
    await migrate({ ownerUrl: postgres.ownerUrl, webUrl: web, apiUrl: api });
    const { rows } = await ownerPool.query<{ uuid: string }>(
      `INSERT INTO "user" (id, name, email, email_verified, created_at, updated_at)
       SELECT 'p' || n, 'P', n || '@claimcheck.example', true, now(), now() FROM generate_series(1, 2) n
       RETURNING uuid`,
    );
    await ownerPool.query(
      `INSERT INTO session (id, user_id, token, expires_at) SELECT 's' || id, id, id, now() + interval '1 day' FROM "user"`,
    );
    await ownerPool.query(
      `INSERT INTO task (user_id, title) SELECT uuid, 'Task ' || n FROM "user", generate_series(1, 1000) n`,
    );
    await ownerPool.query("ANALYZE");
    const [person] = rows;
    if (!person) throw new Error("No account was stored");
    const caller = { userUuid: person.uuid, sid: "sp1" };

    console.log("A page of 20 tasks; 1.00 is the query alone, as the owner, without a lock.\n");
    await compare("Postgres on this machine", postgres.ownerUrl, api, caller);
    const port = await distant.port;
    const away = (url: string) => Object.assign(new URL(url), { port }).href;
    await compare(`Postgres ${delayMs} ms away`, away(postgres.ownerUrl), away(api), caller);
    return 0;
  } finally {
    await ownerPool.end();
    distant.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(title: string, ownerUrl: string, apiUrl: string, caller: Caller) {
  const ownerPool = createPool({ url: ownerUrl, applicationName: "bench", max: 1 });
  const apiPool = createPool({ url: apiUrl, applicationName: "bench", max: 1 });
  const owner = drizzle({ client: ownerPool });
  const asUser = createAsUser(apiPool);
  const page = (db: Pick<typeof owner, "select">) =>
    db.select().from(task).where(eq(task.userId, caller.userUuid)).orderBy(desc(task.id)).limit(20);
  const ways: Record<string, () => Promise<unknown>> = {
    "the query alone": async () => page(owner),
    "asUser(), one flight": () => asUser(caller, "read", (tx) => page(tx)),
    "awaited one by one": async () => {
      const client = await apiPool.connect();
      try {
        await client.query("BEGIN READ ONLY");
        await client.query("SELECT public.set_user($1, $2)", [caller.userUuid, caller.sid]);
        await page(drizzle({ client }));
        await client.query("COMMIT");
      } finally {
        client.release();
      }
    },
  };
  const times = await interleaved(ways);
  await Promise.all([ownerPool.end(), apiPool.end()]);
  const base = times.get("the query alone") ?? 0;
  console.log(title);
  for (const [name, time] of times) {
    console.log(`  ${name.padEnd(22)} ${(time / base).toFixed(2)}   (${time.toFixed(2)} ms)`);
  }
  console.log("");
}

/** The median milliseconds of each way, taken in turns so that a noisy moment hits all alike. */
async function interleaved(ways: Record<string, () => Promise<unknown>>) {
  const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(ways)) {
      const since = performance.now();
      for (let i = 0; i < perRound; i++) await run();
      // The first round warms up.
      if (round > 0) times.get(name)?.push((performance.now() - since) / perRound);
    }
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

/** A way to a local port that delays every byte, in both directions. */
function delayed(to: number) {
  const later = (from: Socket, into: Socket) =>
    from
      .on("data", (chunk) => setTimeout(() => into.writable && into.write(chunk), delayMs))
      .on("close", () => into.destroy())
      .on("error", () => into.destroy());
  const server = createServer((near) => {
    const far = connect({ port: to, host: "127.0.0.1", noDelay: true });
    near.setNoDelay(true);
    later(near, far);
    later(far, near);
  }).listen(0, "127.0.0.1");
  const port = new Promise<string>((resolve) =>
    server.once("listening", () => resolve(String((server.address() as AddressInfo).port))),
  );
  return { port, close: () => server.close() };
}
