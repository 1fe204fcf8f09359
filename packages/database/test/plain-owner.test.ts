import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { createAsUser } from "../src/as-user.ts";
import { assertBoundRole } from "../src/bound-role.ts";
import { migrate } from "../src/migrate.ts";
import { createPool } from "../src/pool.ts";
import { task } from "../src/schema/tasks.ts";
import { plainOwner } from "../src/testing/plain-owner.ts";
import { addPerson, withClient } from "../src/testing/test-database.ts";
import { codeOf } from "./support/code-of.ts";
import { makeFolder, start } from "./support/home.ts";

test("on a fresh server an owner who may only create roles makes the apps' roles, which then hold two people apart", async () => {
  const server = await start(await makeFolder());
  const urls = await plainOwner(server.ownerUrl);
  await migrate(urls);
  await migrate(urls);

  // Who creates a role may hand it on, and is no member of it in any other way.
  const { rows } = await withClient(server.ownerUrl, (client) =>
    client.query(`SELECT roleid::regrole::text AS role, admin_option, inherit_option, set_option FROM pg_auth_members
      WHERE roleid::regrole::text LIKE 'app\\_%' OR member::regrole::text LIKE 'app\\_%' ORDER BY role`),
  );
  const held = { admin_option: true, inherit_option: false, set_option: false };
  expect(rows).toEqual([
    { role: "app_api", ...held },
    { role: "app_web", ...held },
  ]);
  expect(await codeOf(withClient(urls.ownerUrl, (client) => client.query("SET ROLE app_api")))).toBe("42501");
  for (const url of [urls.webUrl, urls.apiUrl]) await withClient(url, assertBoundRole);

  const [ada, ben] = [await addPerson(urls, { name: "Ada" }), await addPerson(urls, { name: "Ben" })];
  const pool = createPool({ url: urls.apiUrl, applicationName: "test", onConnect: assertBoundRole });
  onTestFinished(() => pool.end());
  const asUser = createAsUser(pool);
  for (const { uuid, name, caller } of [ada, ben]) {
    await asUser(caller, "write", (tx) => tx.insert(task).values({ userId: uuid, title: `${name}'s` }));
  }
  for (const { name, caller } of [ada, ben]) {
    const seen = await asUser(caller, "read", (tx) => tx.select().from(task));
    expect(seen.map(({ title }) => title)).toEqual([`${name}'s`]);
  }
  const hers = eq(task.userId, ada.uuid);
  expect((await asUser(ben.caller, "write", (tx) => tx.delete(task).where(hers))).rowCount).toBe(0);
  const planted = { userId: ada.uuid, title: "planted" };
  expect(await codeOf(asUser(ben.caller, "write", (tx) => tx.insert(task).values(planted)))).toBe("42501");
  // Row-level security holds for the owner, too.
  const { rowCount } = await withClient(urls.ownerUrl, (client) => client.query("SELECT FROM task"));
  expect(rowCount).toBe(0);
});

test("databases of one server that are migrated at the same moment don't get into each other's way", async () => {
  const server = await start(await makeFolder());
  const urls = await Promise.all(["one", "two", "three", "four"].map((name) => plainOwner(server.ownerUrl, name)));
  // The roles are one owner's; the others are handed them as docs/your-own-postgres.md says.
  const [first, ...others] = urls;
  if (!first) throw new Error("no database");
  await migrate(first);
  await withClient(first.ownerUrl, async (client) => {
    for (const { ownerUrl } of others) {
      await client.query(
        `GRANT app_web, app_api TO ${new URL(ownerUrl).username} WITH ADMIN OPTION, INHERIT FALSE, SET FALSE`,
      );
    }
  });
  await Promise.all(urls.map((one) => migrate(one)));
  for (const { apiUrl } of urls) await withClient(apiUrl, assertBoundRole);
});
