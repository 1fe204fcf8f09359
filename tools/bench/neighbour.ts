import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbedded } from "@claimcheck/database/embedded/start";
import { migrate } from "@claimcheck/database/migrate";
import { createPool } from "@claimcheck/database/pool";
import { roleUrls } from "@claimcheck/database/roles";
import { freePort } from "@claimcheck/process/free-port";
import { keepChild } from "@claimcheck/process/keep";
import { startIssuer } from "@claimcheck/token-verifier/testing/issuer";
import { attacks, attackWhile, caller, median, neighbour } from "../../apps/api/test/support/attacks.ts";
import { root } from "../stack/parts.ts";

const requests = 100;
/** What a neighbour's median may be of its quiet one. */
const most = 4;

/**
 * How much slower one user's requests get while another one attacks: the ratio of their medians, for each attack. Runs an
 * API of its own, in which the attacker's budget of requests is out of the way. Gives the exit code.
 */
export async function main(): Promise<number> {
  console.log(`A neighbour during attacks; 1.00 is its median while nobody else sends anything, ${most} is the aim.\n`);
  for (const attack of attacks) {
    const api = await startApi();
    try {
      const { attacker, call, prepare } = api;
      for (const statement of attack.prepare ?? []) await prepare(statement);
      const isEnough = (count: number) => count >= requests;
      await neighbour(call, isEnough);
      const quiet = median((await neighbour(call, isEnough)).times);
      const { times, statuses } = await attackWhile(attack.name, attacker, call, requests);
      const ratio = median(times) / quiet;
      const failed = statuses.filter((status) => status >= 400 || status === 0).length;
      const notes = `${ratio > most ? "  over the aim" : ""}${failed ? `  ${failed} of ${statuses.length} failed` : ""}`;
      console.log(
        `  ${attack.name.padEnd(38)} ${ratio.toFixed(2)}   (${median(times).toFixed(1)} ms, ${Math.max(...times).toFixed(0)} at most)${notes}`,
      );
    } finally {
      await api.stop();
    }
  }
  return 0;
}

async function startApi() {
  const folder = await mkdtemp(path.join(tmpdir(), "claimcheck-bench-"));
  const postgres = await startEmbedded({ folder, throwaway: true });
  const { web, api: databaseUrl } = roleUrls(postgres.ownerUrl);
  await migrate({ ownerUrl: postgres.ownerUrl, webUrl: web, apiUrl: databaseUrl });
  const owner = createPool({ url: postgres.ownerUrl, applicationName: "bench" });
  const { rows } = await owner.query<{ id: string; uuid: string }>(
    `INSERT INTO "user" (id, name, email, email_verified)
     SELECT 'p' || n, 'P', n || '@claimcheck.example', true FROM generate_series(1, 2) n RETURNING id, uuid`,
  );
  await owner.query(
    `INSERT INTO session (id, user_id, token, expires_at) SELECT id, id, id, now() + interval '1 day' FROM "user"`,
  );
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const issuer = await startIssuer({ audience: url });
  const [attacker, other] = rows;
  if (!attacker || !other) throw new Error("No user was made");
  const tokenOf = ({ id, uuid }: typeof attacker) => issuer.mint({ sub: id, uuid, sid: id, expiresIn: 3600 });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  const server = keepChild({
    command: process.execPath,
    args: [path.join(root, "apps/api/src/server.ts")],
    cwd: root,
    env: {
      NODE_ENV: "production",
      BETTER_AUTH_URL: issuer.issuer,
      API_URL: url,
      API_PORT: String(port),
      API_DATABASE_URL: databaseUrl,
      RATE_LIMIT_USER: "1000000",
    },
    graceMs: 2000,
    onLine: (line) => line.includes("Server listening") && resolve(),
  });
  await Promise.race([
    listening,
    server.exited.then(({ code }) => {
      throw new Error(`The API ended with code ${code}`);
    }),
  ]);
  return {
    attacker: { url, token: await tokenOf(attacker) },
    call: caller(url, await tokenOf(other)),
    prepare: (statement: string) => owner.query(statement, [attacker.uuid]),
    async stop() {
      await server.stop();
      await issuer.stop();
      await owner.end();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
