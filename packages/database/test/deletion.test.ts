import { expect, test } from "vitest";
import { idempotencyKey } from "../src/schema/idempotency.ts";
import { tag, taskTag } from "../src/schema/tags.ts";
import { task } from "../src/schema/tasks.ts";
import { type Person, withClient } from "../src/testing/test-database.ts";
import { prepareStage } from "./support/stage.ts";

const stage = prepareStage();

/** A row in each table that knows people, as the two apps write them. */
async function fill({ id, uuid, email, caller }: Person) {
  await withClient(stage.db.webUrl, async (client) => {
    for (const statement of [
      `INSERT INTO session (id, user_id, token, expires_at) VALUES (gen_random_uuid()::text, $1, gen_random_uuid()::text, now())`,
      `INSERT INTO account (id, user_id, account_id, provider_id) VALUES (gen_random_uuid()::text, $1, $1, 'credential')`,
      `INSERT INTO passkey (id, user_id, credential_id, public_key, counter, device_type, backed_up)
       VALUES (gen_random_uuid()::text, $1, $1, 'key', 0, 'singleDevice', false)`,
      `INSERT INTO verification (id, identifier, value, expires_at) VALUES (gen_random_uuid()::text, 'x', $1, now())`,
    ]) {
      await client.query(statement, [id]);
    }
    await client.query(`INSERT INTO verification (id, identifier, value, expires_at) VALUES ($1, 'y', $2, now())`, [
      crypto.randomUUID(),
      JSON.stringify({ userId: id, email }),
    ]);
  });
  await stage.asUser(caller, "write", async (tx) => {
    const [made] = await tx.select().from(task);
    const [label] = await tx.insert(tag).values({ userId: uuid, name: "home", color: "red" }).returning();
    await tx.insert(taskTag).values({ userId: uuid, taskId: made?.id ?? "", tagId: label?.id ?? "" });
    const answer = { status: 201, headers: {}, body: "{}" };
    await tx.insert(idempotencyKey).values({ userId: uuid, key: "k", fingerprint: "f", ...answer });
  });
}

/** For each table, whether a person's id, uuid or address stands anywhere in it. */
async function tracesOf({ id, uuid, email }: Person): Promise<Record<string, boolean>> {
  return withClient(stage.db.ownerUrl, async (client) => {
    await client.query("SET row_security = off");
    const { rows } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
    );
    const found: Record<string, boolean> = {};
    for (const { name } of rows) {
      const statement = `SELECT FROM "${name}" t WHERE t::text LIKE ANY ($1)`;
      const { rowCount } = await client.query(statement, [[id, uuid, email].map((one) => `%${one}%`)]);
      found[name] = rowCount !== 0;
    }
    return found;
  });
}

test("an account that the web app deletes takes everything with it but its history, and nobody else's", async () => {
  const { ada, ben } = stage;
  await fill(ada);
  await fill(ben);
  const before = await tracesOf(ada);
  // The service's own keys, and counters under hashes; a new table is either one of these or filled above.
  expect(Object.keys(before).filter((name) => !before[name])).toEqual(["jwks", "rate_limit"]);
  await withClient(stage.db.webUrl, (client) => client.query(`DELETE FROM "user" WHERE id = $1`, [ben.id]));
  const after = await tracesOf(ben);
  expect(Object.keys(after).filter((name) => after[name])).toEqual(["audit_event"]);
  expect(await tracesOf(ada)).toEqual(before);
});
