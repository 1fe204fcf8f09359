import { addPerson, createTestDatabase, withClient } from "@claimcheck/database/testing/test-database";
import { expect, onTestFinished, test } from "vitest";
import { grantAdmin } from "../admin.ts";

test("admin grant makes exactly that person an administrator, and says who it can't", async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const [ada, bob] = [await addPerson(database, { name: "Ada" }), await addPerson(database, { name: "Bob" })];
  await grantAdmin(database.webUrl, ada.email.toUpperCase());
  const { rows } = await withClient(database.ownerUrl, (client) =>
    client.query(`select u.uuid, u.role, array_agg(kind order by e.id) as kinds
      from "user" u join audit_event e on e.user_id = u.uuid group by u.uuid, u.role`),
  );
  expect(new Map(rows.map(({ uuid, role, kinds }) => [uuid, [role, kinds]]))).toEqual(
    new Map([
      [ada.uuid, ["admin", ["signed_up", "signed_in", "admin_granted"]]],
      [bob.uuid, ["user", ["signed_up", "signed_in"]]],
    ]),
  );
  await expect(grantAdmin(database.webUrl, ada.email)).rejects.toThrow("is an administrator already.");
  await expect(grantAdmin(database.webUrl, "nobody@x.example")).rejects.toThrow(
    "Nobody has the address nobody@x.example: sign up with it first.",
  );
});
