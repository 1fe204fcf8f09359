import { spawn } from "node:child_process";
import { once } from "node:events";
import { withClient } from "@claimcheck/database/testing/test-database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { signUp, startIssuer, type TestIssuer, tokenOf } from "./support/issuer.ts";

let issuer: TestIssuer;
beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(() => issuer.stop());

const storedKeys = () =>
  withClient(issuer.database.ownerUrl, async (client) => {
    const { rows } = await client.query<{ id: string; private_key: string }>("select * from jwks");
    return rows;
  });

test("eight requests at once on a database without a key leave exactly one", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, async () => (await issuer.call("/jwks")).text()));
  expect(new Set(answers).size).toBe(1);
  expect(await storedKeys()).toHaveLength(1);
});

test("two people's first tokens at once are signed by one key", async () => {
  const people = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  const tokens = await Promise.all(people.map((person) => tokenOf(issuer.call, person)));
  const [key, ...others] = await storedKeys();
  expect(others).toEqual([]);
  expect(tokens.map(({ header }) => header.kid)).toEqual([key?.id, key?.id]);
});

test("two processes that start at once leave exactly one key", async () => {
  const env = {
    ...process.env,
    BETTER_AUTH_SECRETS: "1:a-secret-for-tests-that-protects-nothing",
    WEB_DATABASE_URL: issuer.database.webUrl,
  };
  const script = "await (await import('./src/start.ts')).start(); process.exit()";
  const args = ["--input-type=module", "-e", script];
  const cwd = `${import.meta.dirname}/..`;
  const start = async () => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: "inherit" });
    const [code] = await once(child, "exit");
    return code;
  };
  const waiting = () =>
    withClient(issuer.database.ownerUrl, async (client) => {
      const { rowCount } = await client.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return rowCount;
    });
  const exits = await withClient(issuer.database.ownerUrl, async (client) => {
    const name = client.escapeIdentifier(client.database ?? "");
    for (const limit of ["lock_timeout", "statement_timeout"]) {
      await client.query(`alter role app_web in database ${name} set ${limit} = '90s'`);
    }
    // Nobody can store a key until both have seen that there is none.
    await client.query("begin; lock table jwks in share row exclusive mode");
    const running = [start(), start()];
    await expect.poll(waiting, { timeout: 60_000 }).toBe(2);
    await client.query("commit");
    return Promise.all(running);
  });
  expect(exits).toEqual([0, 0]);
  expect(await storedKeys()).toHaveLength(1);
});

test("the private key is stored encrypted", async () => {
  await issuer.call("/jwks");
  const [key] = await storedKeys();
  expect(key?.private_key).toMatch(/^"\$ba\$1\$/);
});

test("the published keys are cacheable, and an ETag spares sending them again", async () => {
  const one = await issuer.call("/jwks");
  expect(one.headers.get("cache-control")).toBe("public, max-age=300");
  expect(one.headers.get("content-type")).toBe("application/json");
  const { keys } = (await one.json()) as { keys: object[] };
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([["alg", "crv", "kid", "kty", "use", "x"]]);

  const etag = one.headers.get("etag") ?? "";
  const again = await issuer.call("/jwks", { headers: { "if-none-match": `"other", W/${etag}` } });
  expect(again.status).toBe(304);
  expect(again.headers.get("etag")).toBe(etag);
});
