import { noPgBouncer, startPgBouncer } from "@claimcheck/database/testing/pgbouncer";
import { at, createTestDatabase, withClient } from "@claimcheck/database/testing/test-database";
import { expect, inject, onTestFinished, test } from "vitest";
import { cookieOf, signUp, startIssuer, tokenOf } from "../../apps/web/test/support/issuer.ts";

test("behind PgBouncer in transaction mode people sign up and in at once, each with a token of their own", async ({
  skip,
}) => {
  skip(Boolean(noPgBouncer), noPgBouncer);
  const direct = await createTestDatabase();
  const pgbouncer = await startPgBouncer(inject("templateUrl"), 1);
  const issuer = await startIssuer({}, { ...direct, webUrl: at(direct.webUrl, pgbouncer.port) });
  onTestFinished(async () => {
    await issuer.stop();
    await pgbouncer.stop();
    await direct.drop();
  });
  await issuer.keys.step();
  const people = await Promise.all(["Ada", "Ben", "Cleo"].map((name) => signUp(issuer, name)));
  await Promise.all(
    people.map(async ({ name, email, password }) => {
      const signedIn = await issuer.call("/sign-in/email", { body: { email, password } });
      expect(signedIn.status).toBe(200);
      const wrong = await issuer.call("/sign-in/email", { body: { email, password: `${password}x` } });
      expect(wrong.status).toBe(401);
      const { claims } = await tokenOf(issuer.call, { name, email, password, cookie: cookieOf(signedIn) });
      expect(claims).toMatchObject({ name, email });
    }),
  );
  const { rows } = await withClient(direct.ownerUrl, (client) =>
    client.query(
      "select count(*)::int as servers from pg_stat_activity where usename = 'app_web' and datname = current_database()",
    ),
  );
  expect(rows).toEqual([{ servers: 1 }]);
});
