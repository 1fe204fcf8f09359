import { withClient } from "@claimcheck/database/testing/test-database";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { signUp, type TestPerson } from "./support/issuer.ts";
import { startWithProviders } from "./support/providers.ts";

let started: Awaited<ReturnType<typeof startWithProviders>>;
beforeAll(async () => {
  started = await startWithProviders();
});
afterAll(() => started.stop());

const sql = (statement: string, ...values: unknown[]) =>
  withClient(started.issuer.database.ownerUrl, async (client) => (await client.query(statement, values)).rows);

/** Each of these could be done without a proof if the hook that asks for it let it pass. */
const unproven = (ada: TestPerson, passkey: string) =>
  ({
    "/change-email": { newEmail: `mallory-${ada.email}` },
    "/resend-change-email": { newEmail: `mallory-${ada.email}` },
    "/delete-user": {},
    "/link-social": { provider: "github", callbackURL: "/account" },
    "/passkey/update-passkey": { id: passkey, name: "Another name" },
    "/passkey/delete-passkey": { id: passkey },
  }) satisfies Record<string, object>;

test("where the session can't be read once, what asks for a proof refuses, and nothing is done", async () => {
  const { issuer } = started;
  const [ada, bob] = [await signUp(issuer, "Ada"), await signUp(issuer, "Bob")];
  const passkey = crypto.randomUUID();
  await sql(
    `insert into passkey (id, name, user_id, public_key, credential_id, counter, device_type, backed_up, created_at)
     select $1, 'My laptop', id, 'k', $1, 0, 'singleDevice', false, now() from "user" where email = $2`,
    ...[passkey, ada.email],
  );
  await sql("update session set created_at = now() - interval '2 days'");
  const { internalAdapter } = await issuer.auth.$context;
  const read = vi.spyOn(internalAdapter, "findSession");
  vi.spyOn(console, "error").mockImplementation(() => {});
  for (const [path, body] of Object.entries(unproven(ada, passkey))) {
    read.mockRejectedValueOnce(new Error("Connection terminated unexpectedly"));
    const answer = await issuer.call(path, { cookie: ada.cookie, body });
    expect([path, answer.status]).toEqual([path, 401]);
    expect(read.mock.calls.length).toBe(1);
    read.mockClear();
  }
  vi.restoreAllMocks();
  expect(
    await sql(`select email, (select name from passkey where id = $1) from "user" order by email`, passkey),
  ).toEqual([ada, bob].map(({ email }) => ({ email, name: "My laptop" })));
  expect(await issuer.mailsTo(`mallory-${ada.email}`)).toEqual([]);
});
