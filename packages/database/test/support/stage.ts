import type pg from "pg";
import { afterAll, beforeAll } from "vitest";
import { type AsUser, createAsUser } from "../../src/as-user.ts";
import { createPool } from "../../src/pool.ts";
import { task } from "../../src/schema/tasks.ts";
import { addPerson, createTestDatabase, type Person, type TestDatabase } from "../../src/testing/test-database.ts";

export type Stage = {
  db: TestDatabase;
  pool: pg.Pool;
  asUser: AsUser;
  ada: Person;
  ben: Person;
};

/** For the tests of a file: a database, a pool of the API's role, and two people with one task each. */
export function prepareStage({ max = 4 }: { max?: number } = {}): Stage {
  const stage = {} as Stage;
  beforeAll(async () => {
    const db = await createTestDatabase();
    const pool = createPool({ url: db.apiUrl, applicationName: "test", max });
    const asUser = createAsUser(pool);
    const ada = await addPerson(db, { name: "Ada" });
    const ben = await addPerson(db, { name: "Ben" });
    for (const { uuid, name, caller } of [ada, ben]) {
      const values = { userId: uuid, title: `${name}'s task` };
      await asUser(caller, "write", (tx) => tx.insert(task).values(values));
    }
    Object.assign(stage, { db, pool, asUser, ada, ben });
  });
  afterAll(async () => {
    await stage.pool?.end();
    await stage.db?.drop();
  });
  return stage;
}
